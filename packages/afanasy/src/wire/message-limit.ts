/** The most bytes that the body of a message can have, in both directions: afserver's own limit. */
export const maxMessageBytes = 67_108_852;

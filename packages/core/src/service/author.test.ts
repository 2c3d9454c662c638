import { expect, it } from "vitest";
import { checkAuthor } from "./author.js";

it("keeps an author without the white space around name and origin", () => {
  expect(checkAuthor({ name: " Änna ", origin: "protocol 10.1.2.3\n" })).toEqual({
    name: "Änna",
    origin: "protocol 10.1.2.3",
  });
});

it.each(["editor", "admin", undefined] as const)("lets %s write", (role) => {
  expect(checkAuthor({ name: "anna", origin: "api", ...(role && { role }) })).toEqual({
    name: "anna",
    origin: "api",
  });
});

it("refuses a viewer, whatever else is said", () => {
  expect(() => checkAuthor({ name: "", origin: "", role: "viewer" })).toThrow(
    expect.objectContaining({
      code: "FORBIDDEN",
      message: "This needs an editor, and you are a viewer. Ask an admin for the role.",
    }),
  );
});

it.each([
  [{ name: " ", origin: "cli" }, "The author's name is empty"],
  [{ name: "anna", origin: "" }, "The author's origin is empty"],
  [{ name: "x".repeat(101), origin: "cli" }, "The author's name is longer than 100 characters"],
  [{ name: "an\u001bna", origin: "cli" }, "The author's name holds a control character"],
  [{ name: "anna", origin: "c\ud800li" }, "The author's origin holds a control character"],
])("refuses %j", (author, message) => {
  expect(() => checkAuthor(author)).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringContaining(message) }),
  );
});

export { type AfserverAddress, defaultAddress, formatAddress } from "./address.js";

import { expect, it } from "vitest";
import { addressSubject } from "./address-subject.js";

it.each([
  ["10.1.2.3", "address 10.1.2.3"],
  ["2001:db8:1:2:3:4:5:6", "address 2001:db8:1:2"],
  ["2001:db8:1:2::9", "address 2001:db8:1:2"],
  ["2001:0DB8:1:2::", "address 2001:db8:1:2"],
  ["2001:db8::5", "address 2001:db8:0:0"],
  ["::1", "address 0:0:0:0"],
  ["fe80::1%eth0", "address fe80:0:0:0"],
  ["::7:6:5:4:3:2:1", "address 0:7:6:5"],
  ["1:2:3::5:6:7:8", "address 1:2:3:0"],
  ["::3:4:5:6:7:8", "address 0:0:3:4"],
  ["::ffff:10.1.2.3", "address 0:0:0:0"],
  ["2001:db8:1:2:3:4:10.1.2.3", "address 2001:db8:1:2"],
  ["unknown", "address unknown"],
])("%s counts as %s", (address, subject) => expect(addressSubject(address)).toBe(subject));

import { expect, it } from "vitest";
import { chatText } from "./chat-text.js";

it.each([
  ["<!channel> <@U012AB3CD>", "‹!channel› ‹＠U012AB3CD›"],
  ["<https://evil.example|the farm's page>", "‹https://evil.example|the farm's page›"],
  ["[the farm's page](https://evil.example)", "[the farm's page] (https://evil.example)"],
  ["@all, @here!", "＠all, ＠here!"],
  ['anna: changed "gpu_a" (added pc-[01-04] & nuke*)', 'anna: changed "gpu_a" (added pc-[01-04] & nuke*)'],
])("in chat %s calls nobody and hides no link", (text, shown) => expect(chatText(text)).toBe(shown));

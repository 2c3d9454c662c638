import { render } from "preact";
import { App } from "./app.js";
import { follow } from "./server/live.js";
import "./styles/main.css";
import { showCutTexts } from "./parts/cut-texts.js";
import { followTheme } from "./theme.js";

const page = document.getElementById("page");
if (!page) throw new Error("index.html has no element for the page.");
followTheme();
showCutTexts();
void follow();
render(<App />, page);

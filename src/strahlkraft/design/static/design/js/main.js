// Everything here makes a page better; nothing needs it.
import { start as appearance } from "./appearance.js";
import { start as facets } from "./facets.js";
import { start as keep } from "./keep.js";
import { start as tips } from "./tips.js";
import { start as dialogs } from "./dialogs.js";
import { start as copy } from "./copy.js";
import { start as tabs } from "./tabs.js";

for (const start of [appearance, facets, keep, tips, dialogs, copy, tabs]) start(document);

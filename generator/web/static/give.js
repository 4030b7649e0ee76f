// The preview beside the form, and the state of what was sent. Without this script there are links
// to the preview, and loading the page again shows the state.
import { Idiomorph } from "./vendor/idiomorph.js";

const PAUSE_MS = 600; // after the last change, until the preview is made anew
const ASK_MS = 2000; // between two looks at a message that waits
let wanted = false; // the provider has opened the preview
let pause = 0;
let next = 0;

function preview() {
  const details = document.getElementById("preview");
  if (!details?.open) return;
  // Some browsers show no PDF in a page.
  const { pdf, page, sheet } = details.dataset;
  const query = `?sheet=${sheet}`;
  const address = navigator.pdfViewerEnabled ? `${pdf}${query}#navpanes=0&view=FitH` : `${page}${query}`;
  const place = document.getElementById("sheet");
  const before = [...place.children];
  if (before.at(-1)?.getAttribute("src") === address) return;
  const frame = document.createElement("iframe");
  frame.title = place.dataset.title;
  frame.className = "fresh";
  frame.addEventListener("load", () => {
    frame.className = "";
    for (const old of before) old.remove();
  });
  frame.src = address;
  place.append(frame);
}

async function ask() {
  clearTimeout(next);
  const { messages } = document.querySelector(".give")?.dataset ?? {};
  const part = document.getElementById("left");
  if (!messages || !part) return;
  // Where the session has ended, the way leads to another page.
  const answer = await fetch(messages, { redirect: "manual" }).catch(() => null);
  if (answer?.ok && part.isConnected) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("left");
    if (part.innerHTML !== fresh.innerHTML) Idiomorph.morph(part, fresh.innerHTML, { morphStyle: "innerHTML" });
  }
  watch();
}

function watch() {
  clearTimeout(next);
  if (document.querySelector("#left [data-waits]")) later();
}

function later() {
  clearTimeout(next);
  next = setTimeout(ask, ASK_MS);
}

document.addEventListener("toggle", (event) => {
  if (event.target.id !== "preview" || !event.target.isConnected) return;
  wanted = event.target.open;
  preview();
}, true);

document.addEventListener("hep:shown", () => {
  const details = document.getElementById("preview");
  // After a stop flag was taken back, it is there again.
  if (wanted && details && !details.open) details.open = true;
  clearTimeout(pause);
  pause = setTimeout(preview, PAUSE_MS);
  watch();
});

// What was printed in another window is told when the provider is back.
addEventListener("focus", ask);
document.addEventListener("submit", later);
watch();

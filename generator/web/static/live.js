// The form while it is filled in: every change is kept by the server, and what follows from it is
// shown at once. Without this script the same form works by its buttons.
import { Idiomorph } from "./vendor/idiomorph.js";

const WAIT_MS = 60; // between two keys of somebody who types
const AGAIN_MS = 3000; // until a server that did not answer is asked again
const MORPH = {
  ignoreActiveValue: true,
  callbacks: {
    // What the provider opened stays open.
    // What a script put there, or nobody keeps, is left alone.
    beforeNodeMorphed: (element) => !element.hasAttribute?.("data-keep"),
    beforeAttributeUpdated: (name, element) => !(element.tagName === "DETAILS" && name === "open"),
  },
};

let form = document.getElementById("evaluation");
let changes = 0; // counts what was typed
let kept = 0; // how much of it the server has
let running = null;
let timer = 0;

function schedule(wait = 0) {
  changes += 1;
  document.documentElement.dataset.saving = "";
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
}

/** Send what is not kept yet; one request at a time, so that none overtakes another. */
async function flush() {
  clearTimeout(timer);
  while (kept < changes) {
    running ??= send().finally(() => (running = null));
    if (!(await running)) return false;
  }
  return true;
}

async function send() {
  const sent = changes;
  try {
    const body = filled();
    for (const unfolded of form.querySelectorAll("details.change[open]")) {
      body.append("open", unfolded.id.slice("change-".length));
    }
    const answer = await fetch(form.dataset.live, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    const { moved, version, parts } = await answer.json();
    if (moved) {
      location.assign(moved);
      return false;
    }
    form.elements.version.value = version;
    kept = sent;
    if (sent === changes) show(new DOMParser().parseFromString(parts, "text/html"));
    return true;
  } catch (error) {
    warn(error.message === "403");
    timer = setTimeout(flush, AGAIN_MS);
    return false;
  }
}

function filled(submitter) {
  const body = new URLSearchParams();
  // A password travels only with the message that it is for.
  const secret = (name) => form.elements.namedItem(name)?.type === "password" && !submitter?.hasAttribute("formaction");
  for (const [name, value] of new FormData(form, submitter)) if (value !== "" && !secret(name)) body.append(name, value);
  return body;
}

/** Replace the parts that follow from the form; what is not in the answer is empty now. */
function show(fresh) {
  for (const old of document.querySelectorAll("[data-part]")) {
    if (!old.isConnected || old.parentElement.closest("[data-part]")) continue;
    const now = fresh.getElementById(old.id);
    if (now ? old.innerHTML !== now.innerHTML : old.innerHTML) {
      Idiomorph.morph(old, now ? now.innerHTML : "", { morphStyle: "innerHTML", ...MORPH });
    }
  }
  settled();
}

function settled() {
  delete document.documentElement.dataset.saving;
  for (const problem of document.querySelectorAll('[id$="-problem"]')) {
    const field = document.getElementById(problem.id.slice(0, -"-problem".length));
    if (problem.childElementCount) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
  document.dispatchEvent(new CustomEvent("hep:shown"));
}

function warn(closed) {
  const { offline, closed: ended } = form.dataset;
  const line = document.createElement("p");
  line.className = "problem";
  line.setAttribute("role", "alert");
  line.textContent = closed ? ended : offline;
  document.querySelector("#saved .hint, #saved .problem")?.replaceWith(line);
}

/** Do what a button says, and show the whole form anew. */
async function press(button) {
  await flush();
  const to = button.hasAttribute("formaction") ? button.formAction : form.action;
  const answer = await fetch(to, { method: "POST", body: filled(button), headers: { "X-Live": "1" } });
  const url = new URL(answer.url);
  if (answer.redirected && url.pathname !== location.pathname) return location.assign(answer.url);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = fresh.getElementById("main");
  if (!answer.ok && !fresh.getElementById("evaluation")) return location.reload();
  const focus = document.activeElement?.id;
  Idiomorph.morph(document.getElementById("main"), main, MORPH);
  form = document.getElementById("evaluation");
  if (answer.redirected) for (const field of form.querySelectorAll("[type=password]")) field.value = "";
  kept = changes;
  settled();
  if (focus) (document.getElementById(focus) ?? form).focus({ preventScroll: true });
  if (button.value === "show") document.getElementById("program")?.scrollIntoView();
}

document.addEventListener("input", (event) => {
  const typing = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
  if (event.target.form === form) schedule(typing ? WAIT_MS : 0);
});

document.addEventListener("submit", async (event) => {
  if (event.target !== form) return;
  const button = event.submitter;
  if (button?.name === "do" || button?.hasAttribute("data-live")) {
    event.preventDefault();
    await press(button);
  } else if (kept < changes) {
    event.preventDefault();
    if (await flush()) form.requestSubmit(button);
  }
});

// What can be changed of an exercise comes when it is unfolded.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches("details.change[open]") && !target.querySelector("input")) schedule();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const field = event.target;
  const typing = field.matches("input:not([type=radio],[type=checkbox]), textarea") && !(field.id === "search" && !field.value);
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || typing) return;
  event.preventDefault();
  document.getElementById(event.shiftKey ? "do-redo" : "do-undo")?.click();
});

// Whoever closes the tab between two keys loses nothing.
addEventListener("pagehide", () => {
  if (kept < changes) fetch(form.dataset.live, { method: "POST", body: filled(), keepalive: true });
});

// From the first change on the evaluation has an address of its own.
if (location.pathname !== new URL(form.action).pathname) history.replaceState(null, "", form.action);
document.documentElement.classList.add("live");

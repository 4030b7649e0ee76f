// The form while it is filled in: every change is kept by the server, and what follows from it is
// shown at once. Without this script the same form works by its buttons.
import { Idiomorph } from "./vendor/idiomorph.js";

const WAIT_MS = 60; // between two keys of somebody who types
const AGAIN_MS = 3000; // until a server that did not answer is asked again
const SECRET = "[type=password]";
const TYPED = "textarea, input:not([type=radio], [type=checkbox])";
const MORPH = {
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
let timer = 0;
let queue = Promise.resolve(); // one request at a time, so that none overtakes another
let waiting = 0; // how many are in it
let through = null; // the button that has waited for its turn
const late = new Set(); // the fields that were changed since a button was pressed

function schedule(wait = 0) {
  changes += 1;
  document.documentElement.dataset.saving = "";
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
}

function inTurn(work) {
  waiting += 1;
  const done = queue.then(work).finally(() => (waiting -= 1));
  queue = done.catch(() => {});
  return done;
}

/** Send what is not kept yet; false when it could not be kept here. */
const flush = () => inTurn(send);
const press = (button) => inTurn(() => act(button));

async function send() {
  clearTimeout(timer);
  while (kept < changes) {
    const sent = changes;
    const body = filled();
    for (const unfolded of form.querySelectorAll("details.change[open]")) {
      body.append("open", unfolded.id.slice("change-".length));
    }
    const answer = await post(form.dataset.live, body);
    if (!answer.ok) {
      const { offline, closed, refused } = form.dataset;
      warn(answer.gone ? offline : answer.status === 403 ? closed : refused);
      // What the server refuses it would refuse again: the next change may mend it.
      if (answer.gone) timer = setTimeout(flush, AGAIN_MS);
      return false;
    }
    const { moved, version, parts } = JSON.parse(answer.text);
    kept = sent;
    if (moved) {
      location.assign(moved);
      return false;
    }
    form.elements.version.value = version;
    if (sent === changes) show(parsed(parts));
  }
  return true;
}

/** What the server says to the form; a session that was opened in another tab meanwhile will do. */
async function post(to, body, headers = {}) {
  const answer = await asked(to, { method: "POST", body, headers });
  if (answer.status !== 403) return answer;
  const page = await asked(form.action, { redirect: "manual" });
  const fresh = page.ok && parsed(page.text).querySelector("#evaluation [name=csrf_token]");
  if (!fresh) return answer;
  for (const field of document.getElementsByName(fresh.name)) field.value = fresh.value;
  body.set(fresh.name, fresh.value);
  return asked(to, { method: "POST", body, headers });
}

async function asked(to, what) {
  try {
    const answer = await fetch(to, what);
    const { ok, status, redirected, url } = answer;
    return { ok, status, redirected, url, gone: status >= 500, text: await answer.text() };
  } catch {
    return { ok: false, gone: true };
  }
}

/** Nothing of it is kept yet: it has no version. */
const isNew = () => form.elements.version.value === "0";

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

function filled(button) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) if (value !== "") body.append(name, value);
  if (button?.hasAttribute("data-secret")) {
    for (const { name, value } of form.querySelectorAll(SECRET)) if (value) body.set(name, value);
  }
  return body;
}

// A password travels only with the message that it is for.
document.addEventListener("formdata", ({ target, formData }) => {
  for (const { name } of target.querySelectorAll(SECRET)) formData.delete(name);
});

/** Replace the parts that follow from the form; what is not in the answer is empty now. */
function show(fresh) {
  keepingFocus(() => {
    for (const old of document.querySelectorAll("[data-part]")) {
      if (!old.isConnected || old.parentElement.closest("[data-part]")) continue;
      const now = fresh.getElementById(old.id);
      if (now ? old.innerHTML !== now.innerHTML : old.innerHTML) {
        // In a field that one types in, the cursor would jump.
        const ignoreActiveValue = document.activeElement.matches(TYPED);
        Idiomorph.morph(old, now ? now.innerHTML : "", { morphStyle: "innerHTML", ignoreActiveValue, ...MORPH });
      }
    }
  });
  settled();
}

function settled() {
  if (kept === changes) delete document.documentElement.dataset.saving;
  for (const problem of document.querySelectorAll('[id$="-problem"]')) {
    const field = document.getElementById(problem.id.slice(0, -"-problem".length));
    if (problem.childElementCount) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
  document.dispatchEvent(new CustomEvent("hep:shown"));
}

function warn(why) {
  const line = document.createElement("p");
  line.className = "problem";
  line.setAttribute("role", "alert");
  line.textContent = why;
  document.querySelector("#saved .hint, #saved .problem")?.replaceWith(line);
}

/** Do what a button says, and show the whole form anew. */
async function act(button) {
  if (!(await send()) || button.form !== form) return;
  late.clear();
  const answer = await post(button.hasAttribute("formaction") ? button.formAction : form.action, filled(button), { "X-Live": "1" });
  if (!answer.ok) return warn(answer.status === 403 ? form.dataset.closed : form.dataset.undone);
  if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
  const main = parsed(answer.text).getElementById("main");
  // The server has not seen these yet; they follow.
  const changed = [...late].map(({ id, value, checked }) => ({ id, value, checked }));
  // Of the field with the focus, only what was changed meanwhile is newer than the answer.
  const ignoreActiveValue = late.has(document.activeElement);
  keepingFocus(() => Idiomorph.morph(document.getElementById("main"), main, { ignoreActiveValue, ...MORPH }));
  form = document.getElementById("evaluation");
  for (const { id, ...state } of changed) Object.assign(document.getElementById(id) ?? {}, state);
  if (answer.redirected && button.hasAttribute("data-secret")) for (const field of form.querySelectorAll(SECRET)) field.value = "";
  settled();
  if (button.value === "show") document.getElementById("program")?.scrollIntoView();
}

/** Change the page; what had the focus has it again, also where it stands in another place. */
function keepingFocus(change) {
  const { id } = document.activeElement;
  change();
  if (id && document.activeElement.id !== id) document.getElementById(id)?.focus({ preventScroll: true });
}

document.addEventListener("input", (event) => {
  const typing = event.target.matches(TYPED);
  if (event.target.form !== form) return;
  late.add(event.target);
  schedule(typing ? WAIT_MS : 0);
});

document.addEventListener("submit", async (event) => {
  if (event.target !== form) return;
  const button = event.submitter;
  if (button.name === "do" || button.hasAttribute("data-live")) {
    event.preventDefault();
    await press(button);
  } else if (button !== through && (kept < changes || waiting || isNew())) {
    event.preventDefault();
    if (kept === changes) changes += 1; // a new evaluation is kept first, or the answer would be another one
    if (!(await flush()) || button.form !== form) return;
    through = button;
    form.requestSubmit(button);
    through = null;
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
  const typing = field.matches(TYPED) && !(field.id === "search" && !field.value);
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || typing) return;
  event.preventDefault();
  document.getElementById(event.shiftKey ? "do-redo" : "do-undo")?.click();
});

// Whoever opened the page again in another tab comes back.
addEventListener("focus", () => kept < changes && flush());

// Whoever closes the tab between two keys loses nothing.
addEventListener("pagehide", () => {
  if (kept < changes) fetch(form.dataset.live, { method: "POST", body: filled(), keepalive: true });
});

// From the first change on the evaluation has an address of its own.
if (location.pathname !== new URL(form.action).pathname) history.replaceState(null, "", form.action);
document.documentElement.classList.add("live");

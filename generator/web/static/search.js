// The search box: a combobox whose list follows what is typed, and the keys of the screen.

const MOST = 8;
const LETTERS = /[^\p{L}\p{N}]+/u;

let index = null; // asked for once, when the box is first used
let shown = []; // what is in the list: { entry, value }
let active = 0;

const box = () => document.getElementById("search");
const list = () => document.getElementById("found");
const words = (text) => text.toLowerCase().split(LETTERS).filter(Boolean);

async function load() {
  index ??= fetch(box().dataset.index)
    .then((answer) => answer.json())
    .then((entries) => entries.map((one) => ({ ...one, own: words(one.label), all: words(`${one.label} ${one.words}`) })))
    .catch(() => {
      index = null; // the next use asks again
      return [];
    });
  return index;
}

/** What fits all the words, in any order; a last word may say what is to be filled in. */
function find(entries, text) {
  const asked = words(text);
  if (!asked.length) return [];
  const found = [];
  for (const entry of entries) {
    const fits = (wanted, among = entry.all) => wanted.every((word) => among.some((one) => one.startsWith(word)));
    const [last, rest] = [asked.at(-1), asked.slice(0, -1)];
    const value = rest.length && fits(rest) ? entry.values.find((one) => one.startsWith(last)) : "";
    if (value && (last.length === 1 || last === value || !fits(asked))) found.push({ entry, value, rank: fits(rest, entry.own) ? 0 : 1 });
    else if (fits(asked)) found.push({ entry, value: "", rank: fits(asked, entry.own) ? 0 : 1 });
  }
  return found.sort((one, other) => one.rank - other.rank).slice(0, MOST);
}

function close() {
  shown = [];
  list().hidden = true;
  box().setAttribute("aria-expanded", "false");
  box().removeAttribute("aria-activedescendant");
}

function mark(at) {
  active = (at + shown.length) % shown.length;
  for (const [number, line] of [...list().children].entries()) {
    line.setAttribute("aria-selected", String(number === active));
    if (number === active) line.scrollIntoView({ block: "nearest" });
  }
  box().setAttribute("aria-activedescendant", `found-${active}`);
}

function line({ entry, value }, number) {
  const made = Object.assign(document.createElement("li"), { id: `found-${number}` });
  made.setAttribute("role", "option");
  const name = document.createElement("span");
  name.textContent = value ? `${entry.label}: ${value}` : entry.label;
  const place = Object.assign(document.createElement("span"), { className: "place", textContent: entry.place });
  made.append(name, " ", place);
  return made;
}

async function look() {
  const entries = await load();
  const text = box().value;
  shown = find(entries, text);
  say(shown.length || !text.trim() ? "" : box().parentElement.querySelector("[data-none]").dataset.none);
  if (!shown.length) return close();
  list().replaceChildren(...shown.map(line));
  list().hidden = false;
  box().setAttribute("aria-expanded", "true");
  mark(0);
}

function say(text) {
  document.getElementById("search-said").textContent = text;
}

/** Go to what was found; or fill it in, and stay for the next. */
function choose({ entry, value }) {
  const place = document.getElementById(entry.to);
  const said = document.getElementById("search-said").dataset.done;
  box().value = "";
  close();
  const wanted = entry.field.startsWith("flags.") ? "on" : value;
  const field = value && document.querySelector(`[name="${entry.field}"][value="${wanted}"]`);
  for (let around = place.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  if (field) {
    field.checked = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return say(`${said} ${entry.label}: ${value}`);
  }
  const first = place.matches("input") ? place : place.querySelector("[type=checkbox], :checked");
  first.focus({ preventScroll: true });
  first.closest("fieldset, .question").scrollIntoView({ block: "center" });
}

document.addEventListener("input", (event) => event.target === box() && look());
document.addEventListener("focusin", (event) => event.target === box() && load());
document.addEventListener("focusout", (event) => event.target === box() && close());
document.addEventListener("mousedown", (event) => {
  const at = event.target.closest?.("#found > li");
  if (!at) return;
  event.preventDefault(); // the box keeps the focus
  choose(shown[[...list().children].indexOf(at)]);
});

const KEYS = {
  ArrowDown: () => mark(active + 1),
  ArrowUp: () => mark(active - 1),
  Enter: () => choose(shown[active]),
  Escape: close,
};

document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (at === box()) {
    if (event.key === "Enter") event.preventDefault();
    if (shown.length && KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
    return;
  }
  // A number has no slash: from there the search is a key away too.
  const typing = at.matches("input:not([type=radio], [type=checkbox], [inputmode]), select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    box().focus();
  } else if (event.key === "?") document.getElementById("keys").showModal();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#keys-open")) document.getElementById("keys").showModal();
  if (event.target.closest("#keys-close")) document.getElementById("keys").close();
});

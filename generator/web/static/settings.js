// The contrast of the clinic's color while it is typed; generator/web/accent.py has the same formula.

const TINT = 0.075;
const CODE = /^#[0-9a-f]{6}$/i;

const rounded = (part) => Math.round(part * 1e4) / 1e4;
const parts = (code) => [1, 3, 5].map((at) => rounded(parseInt(code.slice(at, at + 2), 16) / 255));
const written = (tone) => "#" + tone.map((part) => Math.round(part * 255).toString(16).padStart(2, "0")).join("");

function light(tone) {
  const [red, green, blue] = tone.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

/** How a color looks: its tint, and its contrast on white and on that; null for what is no color. */
export function sampleOf(code) {
  if (!CODE.test(code)) return null;
  const accent = parts(code);
  const tint = accent.map((part) => rounded(part * TINT + (1 - TINT)));
  return { accent: code, tint: written(tint), onWhite: contrast(accent, [1, 1, 1]), onTint: contrast(accent, tint) };
}

function watch(field, picker, box) {
  const ratio = document.getElementById("ratio");
  const { usual, least, good, poor, none, panel, white } = box.dataset;
  const show = () => {
    const sample = sampleOf(field.value.trim() || usual);
    ratio.classList.toggle("poor", !sample || sample.onTint < Number(least));
    if (!sample) {
      ratio.textContent = none;
      return;
    }
    const verdict = sample.onTint < Number(least) ? poor : good;
    ratio.textContent = `${sample.onTint.toFixed(1)}:1 ${panel}, ${sample.onWhite.toFixed(1)}:1 ${white} – ${verdict}`;
    for (const part of box.querySelectorAll("[data-accent]")) part.setAttribute("fill", sample.accent);
    box.querySelector("[data-tint]").setAttribute("fill", sample.tint);
    picker.value = sample.accent.toLowerCase();
  };
  field.addEventListener("input", show);
  picker.addEventListener("input", () => {
    field.value = picker.value;
    show();
  });
  picker.hidden = false;
}

const field = document.getElementById("colors.accent");
if (field) watch(field, document.getElementById("picker"), document.getElementById("color-sample"));

// Pointing at the body: a region opens, and the keyboard goes on in it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('.figure a, a[href^="#list-"]');
  const area = link && document.getElementById(link.getAttribute("href").slice(1))?.closest("details");
  if (!area) return;
  event.preventDefault();
  unfold(area);
});

/** Open a region and put the focus on its name. */
function unfold(area) {
  area.open = true;
  const name = area.querySelector("summary");
  name.focus({ preventScroll: true });
  area.scrollIntoView({ block: "start" });
}

// Lights the exchanges of a sign-in in a drawing, in order, when its row is pressed (see shown_sign_in.py). Requests nothing.
const NS = "http://www.w3.org/2000/svg";

function shape(name, attributes, text = "") {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function place(network, host) {
  const rect = network.querySelector(`[data-hosts~="${host}"] rect`);
  if (!rect) return null;
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
  return { left: x, right: x + width, middle: y + height / 2 };
}

/** The curve between two hosts: from side to side across lanes, as a bow within one. */
function curve(from, to, nth) {
  if (from.left === to.left) {
    const out = from.right + 14 + 10 * (nth % 4);
    return `M${from.right} ${from.middle}C${out} ${from.middle} ${out} ${to.middle} ${to.right} ${to.middle}`;
  }
  const [start, end] = from.left < to.left ? [from.right, to.left] : [from.left, to.right];
  const middle = (start + end) / 2;
  return `M${start} ${from.middle}C${middle} ${from.middle} ${middle} ${to.middle} ${end} ${to.middle}`;
}

function darken(network) {
  network.querySelectorAll(".lit").forEach((one) => one.classList.remove("lit"));
  network.querySelectorAll(".sign-in").forEach((one) => one.setAttribute("aria-pressed", "false"));
  network.querySelector(".lights")?.remove();
  const shown = network.closest("svg").nextElementSibling;
  if (shown?.classList.contains("dirsim-steps")) shown.remove();
}

/** Arrows with the numbers of their exchanges; each appears after the one before it. */
function light(network, steps) {
  const layer = shape("g", { class: "lights", "aria-hidden": "true" });
  network.append(layer);
  const pairs = new Map();
  const taken = []; // where numbers are, so that none covers another one
  steps.forEach(([from, to, links, , answered], number) => {
    for (const host of [from, to]) network.querySelector(`[data-hosts~="${host}"]`)?.classList.add("lit");
    for (const link of links) network.querySelector(`[data-links~="${link}"]`)?.classList.add("lit");
    const key = `${from} ${to}`;
    if (!pairs.has(key)) pairs.set(key, { from, to, numbers: [], bad: false });
    pairs.get(key).numbers.push(number + 1);
    pairs.get(key).bad ||= !answered;
  });
  [...pairs.values()].forEach(({ from, to, numbers, bad }, nth) => {
    const ends = [place(network, from), place(network, to)];
    if (ends.includes(null)) return;
    const told = numbers.length > 3 ? `${numbers[0]}, ${numbers[1]} \u2026 ${numbers.at(-1)}` : numbers.join(", ");
    const arrow = shape("g", { class: bad ? "step bad" : "step", "data-numbers": numbers.join(" ") });
    arrow.style.animationDelay = `${0.35 * (numbers[0] - 1)}s`;
    const line = shape("path", { d: from === to ? `M${ends[0].right} ${ends[0].middle}h12` : curve(...ends, nth) });
    arrow.append(line);
    layer.append(arrow);
    const wide = told.length * 6.4 + 10;
    const spots = [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => line.getPointAtLength(line.getTotalLength() * share));
    const free = (spot) => taken.every((one) => Math.abs(one.y - spot.y) > 19 || Math.abs(one.x - spot.x) > (one.wide + wide) / 2);
    const at = spots.find(free) || spots[0];
    taken.push({ x: at.x, y: at.y, wide });
    arrow.append(shape("rect", { x: at.x - wide / 2, y: at.y - 9, width: wide, height: 18, rx: 9 }));
    arrow.append(shape("text", { x: at.x, y: at.y + 4, "text-anchor": "middle" }, told));
  });
}

/** The exchanges as a list below the drawing; the arrow of the one in focus stands out. */
function list(network, name, steps) {
  const box = document.createElement("div");
  box.className = "dirsim-steps";
  const heading = document.createElement("p");
  heading.setAttribute("role", "status");
  heading.textContent = `${name}: ${steps.length} exchanges, all elements working`;
  const items = document.createElement("ol");
  steps.forEach(([, , , sentence], number) => {
    const item = document.createElement("li");
    item.tabIndex = 0;
    item.textContent = sentence;
    const show = (now) => () => {
      for (const arrow of network.querySelectorAll(".lights .step")) {
        arrow.classList.toggle("now", now && arrow.dataset.numbers.split(" ").includes(String(number + 1)));
      }
    };
    for (const [event, now] of [["focus", true], ["pointerenter", true], ["blur", false], ["pointerleave", false]]) {
      item.addEventListener(event, show(now));
    }
    items.append(item);
  });
  box.append(heading, items);
  network.closest("svg").after(box);
}

function press(row) {
  const network = row.closest(".network");
  const again = row.getAttribute("aria-pressed") === "true";
  network.closest("svg").querySelectorAll(".network").forEach(darken);
  if (again) return;
  const steps = JSON.parse(row.dataset.steps);
  row.setAttribute("aria-pressed", "true");
  light(network, steps);
  list(network, row.getAttribute("aria-label"), steps);
}

for (const heading of document.querySelectorAll(".network .sign-ins")) {
  if (!heading.firstElementChild) heading.append(shape("tspan", { class: "press" }, ": press one to light its exchanges in order"));
}
if (!document.dirsimLights) {
  document.dirsimLights = true;
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("g.sign-in[data-steps]");
    if (row) press(row);
  });
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("g.sign-in[data-steps]");
    if (!row || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    press(row);
  });
}

// The what-if board. The first half evaluates the tables of a board (see board_table.py) and does not
// depend on a page. The second half draws. The module runs in a separate page, in a notebook's output and in anywidget.

const OUTCOMES = ["succeeded", "degraded", "denied", "timed-out"];
const NOTHING = new Set();

// ---- evaluation ------------------------------------------------------------------------------------------------------

/** One state of a design's network: the cut elements are a set of keys such as "link:vpn" or "port:tcp:88". */
function network(design, cuts) {
  const { words, hosts, sites, links, exchanges } = design;
  const siteDown = sites.map((name) => cuts.has("site:" + name));
  const down = hosts.map(([name, site]) => siteDown[site] || cuts.has("host:" + name));
  const cut = links.map(([name]) => cuts.has("link:" + name));
  const ways = new Map();
  const replies = new Array(exchanges.length);

  function way(from, to, open, protocol, port) {
    if (from === to) return { links: [], open: true };
    const key = [from, to, open, protocol, port].join(" ");
    if (!ways.has(key)) ways.set(key, search(from, to, open, protocol, port));
    return ways.get(key);
  }

  // The shortest path from a site to another, the first of equally short ones; null where there is none.
  function shortest(from, to, open, passes) {
    const queue = [[from, []]];
    const seen = new Set([from]);
    for (let place = 0; place < queue.length; place += 1) {
      const [here, path] = queue[place];
      for (let number = 0; number < links.length; number += 1) {
        const [, one, other, isPublic, , isDirect] = links[number];
        if ((one !== here && other !== here) || (isPublic && !open)) continue;
        const there = one === here ? other : one;
        if (isDirect && (here !== from || there !== to)) continue; // a peering is a whole path, never a part of one
        if (seen.has(there) || !passes(number, there)) continue;
        const steps = [...path, [number, there]];
        if (there === to) return steps;
        seen.add(there);
        queue.push([there, steps]);
      }
    }
    return null;
  }

  // Routers avoid what is down; where no path is up, the first obstacle on the usual one is the reason. They know no filters.
  function search(from, to, open, protocol, port) {
    const pair = `from ${sites[from]} to ${sites[to]}`;
    const blocked = cuts.has(`port:${protocol}:${port}`);
    const up = shortest(from, to, open, (number, there) => !cut[number] && (!siteDown[there] || there === to));
    if (up && !blocked) return { links: up.map(([number]) => links[number][0]), open: true };
    const usual = up || shortest(from, to, open, () => true);
    let because = `no ${open ? "path" : "private path"} ${pair}`;
    for (const [number, there] of usual || []) {
      if (siteDown[there] && there !== to) because = `packets cannot pass ${pair} while ${sites[there]} is down`;
      else if (cut[number]) because = `packets cannot pass ${pair} while ${links[number][0]} is down`;
      else if (blocked) because = `${links[number][0]} blocks ${protocol}/${port} ${pair}`;
      else continue;
      break;
    }
    return { links: [], open: false, because };
  }

  function answer(number) {
    const [, from, to, protocolWord, port, , reply, expired] = exchanges[number];
    const there = hosts[to];
    const found = way(hosts[from][1], there[1], there[2] === 1, words[protocolWord], port);
    const silent = (because, code) => ({ way: 2, heard: "silent", code, because, referral: "", links: found.links });
    if (down[from]) return silent(`${hosts[from][0]} is down`, "initiator-down");
    if (from !== to && down[to]) return silent(`${there[0]} is down`, "host-down");
    if (!found.open) return silent(found.because, "no-path");
    const refuses = expired && cuts.has("account:" + expired[0]);
    const [heard, code, because, referral] = (refuses ? expired[1] : reply).map((word) => words[word]);
    return { way: refuses ? 3 : 1, heard, code, because, referral, links: found.links };
  }

  function reply(number) {
    if (replies[number] === undefined) replies[number] = answer(number);
    return replies[number];
  }

  return { reply };
}

/** An exchange in the form that Python writes. */
function exchangeText(design, number) {
  const [step, from, to, protocol, port] = design.exchanges[number];
  const { words, hosts } = design;
  return `${words[step]} ${hosts[from][0]} -> ${hosts[to][0]} ${words[protocol]}/${port}`;
}

/** One run: a walk through a tree of replays from its root to an end. */
function play(design, net, root) {
  const { courses, words } = design;
  const steps = [];
  let row = courses[root];
  while (row[0] >= 0) {
    const reply = net.reply(row[0]);
    steps.push([row[0], reply]);
    row = courses[row[reply.way]];
  }
  const because = row[4].map((part) => (Array.isArray(part) ? net.reply(part[0]).because : words[part])).join("");
  const outcome = OUTCOMES[row[1]];
  const failed = row[3] < 0 ? null : exchangeText(design, row[3]);
  const through = row[1] < 2;
  return { outcome, category: words[row[2]], because, failed, through, held: row[5].map((word) => words[word]), steps };
}

function elapsed(design, run) {
  const latency = new Map(design.links.map((link) => [link[0], link[4]]));
  let total = 0;
  for (const [number, reply] of run.steps) {
    if (reply.heard === "silent") return null;
    if (design.words[design.exchanges[number][0]] === "port check") continue; // made all the time, not during a sign-in
    for (const link of reply.links) {
      if (latency.get(link) === null) return null;
      total += 2 * latency.get(link);
    }
  }
  return total;
}

/** A design while some elements fail from begins_s, for `lasts` seconds (null: permanently). */
function outage(board, design, cuts, lasts) {
  const healthy = network(design, NOTHING);
  const broken = cuts.size ? network(design, cuts) : healthy;
  const begins = board.begins_s;
  const runs = new Map();

  function run(root, at) {
    const bad = at >= begins && (lasts === null || at < begins + lasts);
    const key = bad ? root : -root - 1;
    if (!runs.has(key)) runs.set(key, play(design, bad ? broken : healthy, root));
    return runs.get(key);
  }

  // The time at which a ticket expires; it is renewed while its controllers can be reached shortly before that.
  function expiry(flow, length, renewed) {
    if (length === null) return null;
    let ends = length;
    if (!renewed) return ends;
    const root = flow.activities[0][2];
    while (ends < Math.min(board.renew_limit_s, board.horizon_s)) {
      if (!run(root, Math.max(ends - board.renew_window_s, 0)).through) break;
      ends += length;
    }
    return ends;
  }

  /** The result of an activity of a flow at an instant. */
  function at(flow, place, instant) {
    const [, , root, what, length, renewed] = flow.activities[place];
    const rests = design.words[what];
    const fresh = run(flow.activities[0][2], instant);
    if (!rests) {
      const own = run(root, instant);
      return { outcome: own.outcome, because: own.because, run: own };
    }
    const ends = expiry(flow, length, renewed);
    if (ends === null) return { outcome: "unknown", because: `no source states the lifetime of ${rests}`, run: null };
    if (instant >= ends) {
      return { outcome: fresh.outcome, because: `${rests} has expired: ${fresh.because}`, run: fresh };
    }
    const own = run(root, instant);
    if (!own.through) return { outcome: own.outcome, because: own.because, run: own };
    if (fresh.through) return { outcome: fresh.outcome, because: fresh.because, run: fresh };
    const left = durationText(ends - instant);
    return { outcome: "degraded", because: `${rests} is valid for ${left} more; a new sign-in would fail`, run: own };
  }

  /** An activity over the whole time scale: stretches of one outcome, without gaps. */
  function bands(flow, place) {
    const [, , , what, length, renewed] = flow.activities[place];
    const changes = new Set([0]);
    if (cuts.size) changes.add(begins);
    if (cuts.size && lasts !== null) changes.add(begins + lasts);
    const ends = design.words[what] ? expiry(flow, length, renewed) : null;
    if (ends !== null) changes.add(ends);
    const starts = [...changes].filter((instant) => instant < board.horizon_s).sort((one, other) => one - other);
    const found = [];
    starts.forEach((start, number) => {
      const end = number + 1 < starts.length ? starts[number + 1] : board.horizon_s;
      const { outcome, because } = at(flow, place, start);
      const last = found[found.length - 1];
      if (last && last.outcome === outcome && (last.because === because || outcome === "succeeded")) last.to_s = end;
      else found.push({ from_s: start, to_s: end, outcome, because });
    });
    return found;
  }

  /** The activities of a cohort; users who could not sign in hold nothing. */
  function doing(flow) {
    const signedIn = run(flow.activities[0][2], 0).through;
    const first = flow.activities.findIndex((activity) => activity[6] && !signedIn);
    return flow.activities.slice(0, first < 0 ? flow.activities.length : first);
  }

  return { at, bands, doing };
}

/** A duration in the largest unit that divides it. */
function durationText(value) {
  for (const [unit, factor] of [["d", 86400], ["h", 3600], ["m", 60], ["s", 1]]) {
    if (value >= factor && value % factor === 0) return `${Math.floor(value / factor)}${unit}`;
  }
  return value >= 1 ? `${Number(value.toPrecision(6))}s` : `${Number((value * 1000).toPrecision(6))}ms`;
}

/** Everything that can be cut in a design, as keys. */
function cuttable(design) {
  const keys = [];
  for (const [name] of design.links) keys.push("link:" + name);
  for (const [protocol, port] of design.ports) keys.push(`port:${protocol}:${port}`);
  for (const name of design.sites) keys.push("site:" + name);
  for (const [name] of design.hosts) keys.push("host:" + name);
  for (const name of design.accounts) keys.push("account:" + name);
  return keys;
}

// ---- drawing ------------------------------------------------------------------------------------------------------

const MARKS = { succeeded: "\u2713", degraded: "\u223c", denied: "\u2715", "timed-out": "\u2026", unknown: "?" };
const SAYS = { succeeded: "works", degraded: "degraded", denied: "denied", "timed-out": "timed out", unknown: "unknown" };
const MANY = 12;
// Control characters, bidirectional marks, zero-width characters: names from a file are not trusted.
const UNSEEN = new RegExp(
  "[\\u0000-\\u0008\\u000e-\\u001b\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb]",
  "g",
);

function seen(text) {
  return String(text).replace(UNSEEN, "");
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : seen(value));
  }
  made.append(...children.map((child) => (typeof child === "string" ? seen(child) : child)));
  return made;
}

function clockText(board, instant) {
  const since = instant - board.begins_s;
  const size = Math.abs(since);
  const minutes = Math.round((size % 3600) / 60);
  const told = [Math.floor(size / 3600) ? `${Math.floor(size / 3600)} h` : "", minutes ? `${minutes} min` : ""]
    .filter(Boolean)
    .join(" ");
  if (!size) return "at the failure";
  return since < 0 ? `${told} before the failure` : `${told} after the failure`;
}

function people(count) {
  return count === 1 ? "1 user" : `${count.toLocaleString("en-GB")} users`;
}

/** Numbers in order, with runs of them joined: 1, 3\u20135. */
function stretches(numbers) {
  const found = [];
  for (const number of numbers) {
    const last = found[found.length - 1];
    if (last && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? String(first) : `${first}\u2013${last}`)).join(", ");
}

const MOST_OUTAGES = 5;

/** The outages of a design that people ask about first: a name, and the keys of what they cut. */
function outages(design) {
  const privates = design.links.filter((link) => !link[3]).map(([name]) => [`${name} is lost`, ["link:" + name]]);
  const found = privates.length > 1 ? [["every private link is lost", privates.flatMap(([, keys]) => keys)]] : [];
  found.push(...privates.slice(0, MOST_OUTAGES));
  const publics = design.links.filter((link) => link[3]);
  const isInternet = (number) => publics.length > 1 && publics.every((link) => link[1] === number || link[2] === number);
  const places = design.sites.filter(
    (_, number) => !isInternet(number) && design.hosts.some((host) => host[1] === number && !host[2]),
  );
  found.push(...places.slice(0, MOST_OUTAGES).map((name) => [`all of ${name} is lost`, ["site:" + name]]));
  found.push(...design.accounts.slice(0, 1).map((name) => [`the password of ${name} expires`, ["account:" + name]]));
  return found;
}

/** One design on the board: its network as switches, its sign-ins as rows. */
class Panel {
  constructor(app, design, number) {
    this.app = app;
    this.design = design;
    this.number = number;
    this.switches = [];
    this.rows = [];
    this.node = element("section", { class: "panel", "aria-label": `Design ${design.label}` });
    this.summary = element("p", { class: "summary" });
    const rank = design.rank ? `, rank ${design.rank}` : "";
    this.node.append(
      element("h3", {}, design.label),
      element("p", { class: "status" }, design.status ? `${design.status}${rank}` : "not judged"),
      this.summary,
      this.links(),
      this.signIns(),
      this.places(),
    );
  }

  toggle(key, label, extra = "") {
    const made = element(
      "button",
      { type: "button", class: `switch ${extra}`, "aria-pressed": "false", title: `Cut ${label}` },
    );
    made.dataset.key = key;
    made.addEventListener("click", () => this.app.cut(key));
    this.switches.push([key, made, label]);
    return made;
  }

  links() {
    const { design } = this;
    const box = element("div", { class: "links" }, element("h4", {}, "Links"));
    const hint = "Press a link, a site, a host, an account or a port to cut it; press again to repair it.";
    box.append(element("p", { class: "hint" }, hint));
    for (const [name, one, other, isPublic] of design.links) {
      const link = this.toggle("link:" + name, `link ${name}`, isPublic ? "link public" : "link");
      link.append(
        element("span", { class: "end" }, design.sites[one]),
        element("span", { class: "wire" }, element("span", { class: "name" }, name)),
        element("span", { class: "end" }, design.sites[other]),
      );
      box.append(link);
    }
    return box;
  }

  places() {
    const { design } = this;
    const box = element("div", { class: "places" }, element("h4", {}, "Sites and hosts"));
    const lanes = element("div", { class: "lanes" });
    design.sites.forEach((site, number) => lanes.append(this.lane(site, number)));
    box.append(lanes);
    if (design.accounts.length) {
      const accounts = element("div", { class: "accounts" }, element("h5", {}, "Service accounts"));
      for (const name of design.accounts) {
        const made = this.toggle("account:" + name, `password of ${name}`);
        made.append(seen(`password of ${name}`));
        accounts.append(made);
      }
      box.append(accounts);
    }
    if (design.ports.length) box.append(this.ports());
    return box;
  }

  lane(site, number) {
    const heading = this.toggle("site:" + site, `site ${site}`, "site");
    heading.append(seen(site));
    const lane = element("div", { class: "lane", role: "group", "aria-label": `Site ${site}` }, heading);
    const hosts = this.design.hosts.filter((host) => host[1] === number);
    const place = hosts.length > MANY ? element("details", {}, element("summary", {}, `${hosts.length} hosts`)) : lane;
    for (const [name] of hosts) {
      const made = this.toggle("host:" + name, `host ${name}`, "host");
      made.append(seen(name));
      place.append(made);
    }
    if (place !== lane) lane.append(place);
    return lane;
  }

  ports() {
    const box = element("div", { class: "accounts" }, element("h5", {}, "Ports, blocked on every link"));
    for (const [protocol, port, service] of this.design.ports) {
      const made = this.toggle(`port:${protocol}:${port}`, `${protocol}/${port} between sites`, "small");
      made.append(seen(`${protocol}/${port} ${service}`));
      box.append(made);
    }
    return box;
  }

  signIns() {
    const box = element("div", { class: "sign-ins" }, element("h4", {}, "Sign-ins"));
    this.design.flows.forEach((flow, place) => {
      const badge = element("span", { class: "badge" });
      const why = element("span", { class: "why" });
      const detail = element("div", { class: "detail", id: `${this.app.id}-${this.number}-${place}`, hidden: true });
      const users = typeof flow.users === "number" ? ` (${people(flow.users)})` : "";
      const titled = flow.title !== flow.name;
      const button = element(
        "button",
        { type: "button", class: "row", "aria-expanded": "false", "aria-controls": detail.id },
        badge,
        element("span", { class: "flow" }, flow.title, element("small", {}, titled ? ` ${flow.name}${users}` : users)),
        why,
      );
      const row = { flow, badge, why, detail, button, chosen: 0, shown: "" };
      button.addEventListener("click", () => {
        detail.hidden = !detail.hidden;
        button.setAttribute("aria-expanded", String(!detail.hidden));
        this.lit = detail.hidden ? this.rows.find((other) => !other.detail.hidden) : row;
        this.fill(row);
        if (this.lit) this.fill(this.lit);
        else this.light([]);
      });
      this.rows.push(row);
      box.append(button, detail);
    });
    const left = this.design.left_out;
    if (left.length) {
      const names = left.slice(0, 6).join(", ") + (left.length > 6 ? " and more" : "");
      box.append(element("p", { class: "hint" }, `Not on the board (use "dirsim trace"): ${names}.`));
    }
    return box;
  }

  /** Show the state of the app: every switch, every row, and what is open. */
  update() {
    const { cuts, lasts, instant, board } = this.app;
    for (const [key, made, label] of this.switches) {
      const pressed = cuts.has(key) ? "true" : "false";
      if (made.getAttribute("aria-pressed") !== pressed) {
        made.setAttribute("aria-pressed", pressed);
        made.title = seen(`${pressed === "true" ? "Repair" : "Cut"} ${label}`);
      }
    }
    const own = new Set(this.switches.map(([key]) => key).filter((key) => cuts.has(key)));
    this.outage = outage(board, this.design, own, lasts);
    const lost = new Map();
    let failing = 0;
    for (const row of this.rows) {
      const found = this.outage.at(row.flow, 0, instant);
      const shown = `${found.outcome} ${found.because}`;
      if (row.shown !== shown) {
        row.shown = shown;
        row.button.dataset.outcome = found.outcome;
        row.badge.textContent = `${MARKS[found.outcome]} ${SAYS[found.outcome]}`;
        row.why.textContent = found.outcome === "succeeded" ? "" : seen(this.reason(found));
      }
      if (found.outcome === "denied" || found.outcome === "timed-out") {
        failing += 1;
        if (typeof row.flow.users === "number") lost.set(row.flow.user, row.flow.users);
      }
      if (!row.detail.hidden) this.fill(row);
    }
    const total = [...lost.values()].reduce((sum, count) => sum + count, 0);
    const all = this.rows.length;
    this.summary.textContent = failing
      ? `${failing} of ${all} sign-ins fail${total ? `; ${people(total)} cannot sign in` : ""}.`
      : `All ${all} sign-ins work.`;
    this.summary.dataset.outcome = failing ? "denied" : "succeeded";
  }

  reason(found) {
    return found.run && found.run.failed ? `${found.run.failed}: ${found.because}` : found.because;
  }

  /** The activities of the cohort, and the chosen activity's run, exchange by exchange. */
  fill(row) {
    if (row.detail.hidden) return;
    const { design } = this;
    const { board, instant } = this.app;
    const doing = this.outage.doing(row.flow);
    if (row.chosen >= doing.length) row.chosen = 0;
    const list = element("div", { class: "activities", role: "group", "aria-label": "Activities" });
    doing.forEach((activity, place) => {
      const found = this.outage.at(row.flow, place, instant);
      const strip = element("span", { class: "strip", "aria-hidden": "true" });
      for (const band of this.outage.bands(row.flow, place)) {
        const part = element("i", { "data-outcome": band.outcome });
        part.style.flexGrow = String(band.to_s - band.from_s);
        strip.append(part);
      }
      const hand = element("b", {});
      hand.style.left = `${(100 * instant) / board.horizon_s}%`;
      strip.append(hand);
      const made = element(
        "button",
        { type: "button", class: "activity", "aria-pressed": String(place === row.chosen), "data-outcome": found.outcome },
        element("span", { class: "badge" }, `${MARKS[found.outcome]} ${SAYS[found.outcome]}`),
        element("span", { class: "doing" }, design.words[activity[0]]),
        strip,
      );
      made.addEventListener("click", () => {
        row.chosen = place;
        this.fill(row);
        row.detail.querySelectorAll(".activity")[place].focus();
      });
      list.append(made);
    });
    const found = this.outage.at(row.flow, row.chosen, instant);
    const focused = [...row.detail.querySelectorAll(".activity")].indexOf(document.activeElement);
    row.detail.replaceChildren(list, this.trace(found));
    if (row === this.lit) this.light(found.run ? found.run.steps : []);
    if (focused >= 0) row.detail.querySelectorAll(".activity")[focused]?.focus();
  }

  /** Number the hosts and links of a run by its exchanges, in order. */
  light(steps) {
    const { hosts, exchanges } = this.design;
    const numbers = new Map();
    steps.forEach(([number, reply], place) => {
      const [, from, to] = exchanges[number];
      const keys = [`host:${hosts[from][0]}`, `host:${hosts[to][0]}`, ...reply.links.map((name) => "link:" + name)];
      for (const key of new Set(keys)) numbers.set(key, [...(numbers.get(key) || []), place + 1]);
    });
    for (const [key, made] of this.switches) {
      const found = numbers.get(key);
      if (found) {
        made.dataset.steps = stretches(found);
        made.style.setProperty("--nth", found[0]);
      } else delete made.dataset.steps;
    }
  }

  trace(found) {
    const { words, hosts, exchanges } = this.design;
    const box = element("div", { class: "trace" });
    box.append(element("p", { class: "because" }, `${SAYS[found.outcome]}: ${found.because}`));
    if (!found.run) return box;
    const list = element("ol", {});
    for (const [number, reply] of found.run.steps) {
      const [step, from, to, protocol, port, purpose] = exchanges[number];
      const via = reply.links.length && reply.heard !== "silent" ? ` via ${reply.links.join(", ")}` : "";
      const told = reply.heard === "answered"
        ? `${reply.referral ? `referred to ${reply.referral}` : "answered"}${via}`
        : `${reply.heard}: ${reply.because}${reply.code ? ` (${reply.code})` : ""}`;
      list.append(
        element(
          "li",
          { "data-heard": reply.heard },
          element("b", {}, words[step]),
          ` ${hosts[from][0]} \u2192 ${hosts[to][0]} `,
          element("code", {}, `${words[protocol]}/${port}`),
          element("small", {}, ` ${words[purpose]}`),
          element("span", { class: "told" }, told),
        ),
      );
    }
    const time = elapsed(this.design, found.run);
    if (time !== null) box.append(element("p", { class: "hint" }, `${Math.round(time * 1000)} ms on the wire`));
    box.append(list);
    return box;
  }
}

let boards = 0;

/** The whole board in an element. */
class App {
  constructor(root, board) {
    this.board = board;
    this.root = root;
    this.id = `dirsim-${(boards += 1)}`;
    this.cuts = new Set();
    this.lasts = null;
    this.instant = board.begins_s;
    this.panels = [];
    this.said = element("p", { class: "said", role: "status", "aria-live": "polite" });
    this.place = element("div", { class: "panels" });
    this.ready = element("div", { class: "outages", role: "group", "aria-label": "Outages" });
    const first = board.designs.length ? "0" : "";
    this.chosen = [first, ""];
    root.classList.add("dirsim-board");
    root.replaceChildren(this.controls(), this.ready, this.said, this.place);
    this.show();
  }

  controls() {
    const box = element("div", { class: "controls", role: "group", "aria-label": "What if" });
    const names = this.board.designs.map((design, number) => [String(number), design.label]);
    box.append(this.select("Design", names, this.chosen[0], (value) => this.choose(0, value)));
    if (names.length > 1) {
      box.append(this.select("Compare with", [["", "nothing"], ...names], "", (value) => this.choose(1, value)));
    }
    const lengths = [["", "until it is repaired"], ...[1, 4, 8, 12, 24].map((hours) => [String(hours * 3600), `${hours} h`])];
    box.append(
      this.select("The failure lasts", lengths, "", (value) => {
        this.lasts = value === "" ? null : Number(value);
        this.update();
      }),
    );
    this.told = element("output", {});
    this.clock = element("input", { type: "range", min: 0, max: this.board.horizon_s, step: 900, value: this.instant });
    this.clock.addEventListener("input", () => {
      this.instant = Number(this.clock.value);
      this.update();
    });
    box.append(element("label", { class: "clock" }, element("span", {}, "Time: ", this.told), this.clock));
    box.append(element("button", { type: "button", class: "reset", onclick: () => this.repair() }, "Repair everything"));
    return box;
  }

  select(label, options, value, chosen) {
    const made = element("select", {}, ...options.map(([key, text]) => element("option", { value: key }, text)));
    made.value = value;
    made.addEventListener("change", () => chosen(made.value));
    return element("label", {}, element("span", {}, label), made);
  }

  choose(place, value) {
    this.chosen[place] = value;
    this.show();
  }

  cut(key) {
    if (!this.cuts.delete(key)) this.cuts.add(key);
    this.update();
  }

  /** An outage is pressed: it alone is cut, or, where it is cut already, nothing. */
  press(keys) {
    const again = this.isCut(keys);
    this.cuts.clear();
    if (!again) keys.forEach((key) => this.cuts.add(key));
    this.update();
  }

  isCut(keys) {
    return keys.length === this.cuts.size && keys.every((key) => this.cuts.has(key));
  }

  repair() {
    this.cuts.clear();
    this.update();
  }

  show() {
    const wanted = this.chosen.filter((value) => value !== "");
    this.panels = wanted.map((value, number) => new Panel(this, this.board.designs[Number(value)], number));
    this.place.replaceChildren(...this.panels.map((panel) => panel.node));
    this.place.dataset.count = String(this.panels.length);
    const named = new Map(this.panels.flatMap((panel) => outages(panel.design)));
    this.presses = [...named].map(([name, keys]) => {
      const made = element("button", { type: "button", "aria-pressed": "false", onclick: () => this.press(keys) }, name);
      return [made, keys];
    });
    this.ready.replaceChildren(...this.presses.map(([made]) => made));
    this.update();
  }

  update() {
    for (const panel of this.panels) panel.update();
    for (const [made, keys] of this.presses) made.setAttribute("aria-pressed", String(this.isCut(keys)));
    const time = clockText(this.board, this.instant);
    this.told.textContent = time;
    this.clock.setAttribute("aria-valuetext", time);
    const cut = [...this.cuts].map((key) => key.slice(key.indexOf(":") + 1));
    const what = cut.length ? `Cut: ${cut.slice(0, 8).join(", ")}${cut.length > 8 ? " and more" : ""}.` : "Nothing is cut.";
    const sums = this.panels.map((panel) => `${panel.design.label}: ${panel.summary.textContent}`);
    this.said.textContent = seen([what, ...sums].join(" "));
  }
}

function mount(root, board) {
  if (!root.dirsim) root.dirsim = { app: new App(root, board), network, play, outage, elapsed, exchangeText, cuttable };
  return root.dirsim;
}

/** Every board of a document; its data are in a script element of type application/json beside it. */
function mountAll() {
  for (const root of document.querySelectorAll("[data-dirsim-board]")) {
    const data = document.getElementById(root.dataset.dirsimBoard);
    if (data) mount(root, JSON.parse(data.textContent));
  }
}

if (typeof document !== "undefined") mountAll();

export default {
  render({ model, el }) {
    const root = document.createElement("div");
    el.append(root);
    mount(root, JSON.parse(model.get("board")));
  },
};

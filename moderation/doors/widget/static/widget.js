/* Ad Rem, the comment form. One line of HTML puts it under any page; docs/widget.md explains every attribute.
   Whatever a visitor or the server says enters the page as text, never as HTML. */
(() => {
  "use strict";

  const ENGLISH = {
    comments: "Comments", none: "No comments yet. Yours could be the first.", more: "Show more comments",
    unread: "The comments could not be loaded.", again: "Try again", reply: "Reply", replyTo: "Reply to {name}",
    replying: "You are replying to {name}.", cancel: "Write a comment of your own instead", somebody: "Anonymous",
    write: "Leave a comment", rules: "House rules", text: "Your comment", name: "Name", email: "E-mail",
    emailHint: "Never shown", url: "Website", optional: "optional", send: "Send the comment",
    remember: "Remember me in this browser for the next time", leave: "Leave this empty",
    sum: "Please solve this sum:", sumHint: "It keeps robots away.", cannot: "I can’t do sums",
    solving: "Your browser is working on a puzzle instead of you …", solved: "Done: you need no sum.",
    unsolved: "Your browser could not solve the puzzle. Please do the sum instead.",
    kept: "What you write is kept in this browser until it has been accepted, so no fault or reload loses it.",
    restored: "Here is the comment that you were writing on {when}. It was kept here and has not been accepted yet.",
    discard: "Discard this draft", thought: "A second thought before you send?", rewrite: "Rewrite",
    anyway: "Send anyway", reasons: "Why", yours: "Your words", receipt: "See what became of it",
    argue: "Argue with the point, not the person: these words seem to aim at somebody, not at what was said.",
    empty: "Please write something first.", unanswered: "Please write the answer to the sum.",
    wrong: "That was not the answer, or it came too late. Here is a fresh sum.",
    sending: "Sending your comment …", reading: "Your comment has arrived and is being read …",
    published: "Thank you. Your comment is published.", see: "Go to your comment",
    held: "Thank you. Your comment has arrived, and a moderator will read it before it appears.",
    rejected: "Your comment was not published. It is still in the form: you may change it and send it again.",
    pending: "Your comment is safe with us but has not been read yet. You need not send it again.",
    invalid: "Something is missing or not right. Please see the form.",
    failed: "The comment could not be sent. Your text is kept here; please try again in a moment.",
    offline: "You seem to be offline. Your text is kept here; send it when you are connected again.",
    online: "You are online again. Your text is still here.",
    slow: "That was a lot in a short time. Your text is kept here; please try again in {seconds} seconds.",
    large: "The comment is too long to be sent. Your text is kept here; please shorten it.",
    report: "Report", reportTo: "Report the comment by {name}", breaks: "Which house rule does it break?",
    because: "In your words", sendReport: "Send the report", reported: "Thank you. A moderator will see your report.",
    unreported: "The report could not be sent. Please try again in a moment.",
  };
  const TRANSLATIONS = ["de", "fr"], AIMED = ["personal_attack", "abuse", "threat", "identity_attack"];
  const LEAST_MS = 2200, PREVIEW_MS = 1500; // A form sent sooner after its sum than the least looks like a robot's.

  const script = document.currentScript || document.querySelector("script[data-site][src*='widget.js']");
  const option = script.dataset;
  const home = new URL(".", script.src).href;
  const find = (selector, within = document) => selector && within.querySelector(selector);
  const cut = (text, most) => [...text].slice(0, most).join("");
  const page = {
    url: option.page || find("link[rel=canonical]")?.href || location.href.split("#")[0],
    title: cut(option.title || find("meta[property='og:title']")?.content || document.title, 400),
    author: cut(option.author || find("meta[name=author]")?.content || "", 150),
  };
  const state = { parent: null, challenge: null, since: 0, wantsPow: false, key: null, warned: "" };
  const ui = {}, items = new Map();
  let texts = ENGLISH, lang = "en";
  const say = (key, values = {}) =>
    (texts[key] || ENGLISH[key]).replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
  const moment = (at) => new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" }).format(new Date(at));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "click") node.addEventListener("click", value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter((child) => child !== null));
    return node;
  }
  const button = (label, click, kind = "plain", more = {}) =>
    make("button", { type: "button", class: `adrem-${kind}`, click, ...more }, label);

  // What the browser keeps. A full or forbidden storage must never stand in the way of writing.
  const keep = {
    name: (kind) => `adrem:${kind}:${option.site}` + (kind === "author" ? "" : `:${page.url}`),
    read(kind) {
      try { return JSON.parse(localStorage.getItem(keep.name(kind))); } catch { return null; }
    },
    write(kind, value) {
      const change = value ? "setItem" : "removeItem";
      try { return localStorage[change](keep.name(kind), JSON.stringify(value)) ?? true; } catch { return false; }
    },
  };

  async function call(path, { body = null, headers = {}, timeout = 20000 } = {}) {
    try {
      const answer = await fetch(`${home}api/v1/${path}`, {
        method: body ? "POST" : "GET", body, signal: AbortSignal.timeout(timeout), credentials: "omit",
        headers: body ? { "Content-Type": "application/json", ...headers } : headers,
      });
      const data = await answer.json().catch(() => null);
      return { status: answer.status, data: data || {}, wait: Number(answer.headers.get("Retry-After")) || 0 };
    } catch {
      return { status: 0, data: {}, wait: 0 };
    }
  }
  const here = () => `site=${encodeURIComponent(option.site)}&page=${encodeURIComponent(page.url)}`;

  // The comments that stand under the page.
  function item(comment) {
    const name = comment.author || say("somebody");
    const link = /^https?:\/\//i.test(comment.url || "") && { href: comment.url, rel: "nofollow ugc noopener" };
    const by = make(link ? "a" : "b", link || {}, make("bdi", {}, name));
    const quiet = (key, click) => button(say(key), click, "quiet", { "aria-label": say(`${key}To`, { name }) });
    const report = () => import(`${home}widget-report.js`).then(({ toggle }) => // Loaded for the few who need it.
      toggle({ id: comment.id, place: talk, option, call, make, say }), () => tell("problem", say("unreported")));
    const talk = make("div", { class: "adrem-choice" }, quiet("reply", () => replyTo({ id: comment.id, name })),
      quiet("report", report));
    const node = make("li", { class: "adrem-item" },
      make("article", { class: "adrem-comment", id: `adrem-${comment.id}`, tabindex: "-1" },
        make("p", { class: "adrem-by" }, by, " ",
          make("time", { datetime: comment.created_at }, moment(comment.created_at))),
        make("p", { class: "adrem-words", dir: "auto" }, comment.text), talk),
      make("ol", { class: "adrem-replies" }));
    return { node, replies: node.lastChild, parent: comment.parent };
  }
  function show(comments) {
    for (const comment of comments) if (!items.has(comment.id)) items.set(comment.id, item(comment));
    for (const { node, parent } of items.values()) {
      const place = items.get(parent)?.replies || ui.list; // A reply may arrive before the comment that it answers.
      if (node.parentNode !== place) place.append(node);
    }
    ui.list.parentNode.hidden = Boolean(ui.theirs) && !items.size; // A theme has a place for its own comments.
  }
  async function load() {
    const after = state.next ? `&after=${encodeURIComponent(state.next)}` : "";
    const { status, data } = await call(`comments?${here()}&limit=50${after}`);
    const read = status === 200, before = items.size;
    if (read) {
      show(data.comments);
      if (state.next && items.size > before) [...items.values()][before].node.firstChild.focus();
      state.next = data.next;
    }
    ui.none.textContent = read ? (items.size ? "" : say("none")) : say("unread");
    ui.more.hidden = read && !state.next;
    ui.more.textContent = say(read ? "more" : "again");
  }

  // The draft.
  function saveDraft() {
    const text = ui.text.value;
    keep.write("draft", text ? { text, parent: state.parent, key: state.key, at: Date.now() } : null);
    if (!text) ui.draft.hidden = true;
  }
  function restoreDraft() {
    const draft = keep.read("draft");
    if (!draft?.text) return saveDraft();
    if (!ui.text.value.includes(draft.text)) ui.text.value = [draft.text, ui.text.value].filter(Boolean).join("\n\n");
    state.key = draft.key;
    if (draft.parent) replyTo(draft.parent, false);
    const discard = button(say("discard"), () => (clear(), ui.text.focus()), "quiet");
    ui.draft.replaceChildren(say("restored", { when: moment(draft.at) }), " ", discard);
    ui.draft.hidden = false;
  }
  const clear = () => ((ui.text.value = ""), replyTo(null, false));
  function replyTo(parent, focus = true) {
    state.parent = parent;
    ui.replying.hidden = !parent;
    if (parent) {
      const cancel = button(say("cancel"), () => replyTo(null), "quiet");
      ui.replying.replaceChildren(make("bdi", {}, say("replying", { name: parent.name })), " ", cancel);
    }
    saveDraft();
    if (focus) ui.text.focus();
  }

  // The sum, or the puzzle in its place.
  function take(challenge) {
    Object.assign(state, { challenge, since: Date.now(), solution: null });
    state.wantsPow = Boolean(challenge.pow && (state.wantsPow || !challenge.question));
    ui.answer.value = "";
    ui.sum.hidden = !challenge.question || state.wantsPow;
    ui.question.textContent = challenge.question || "";
    ui.words.textContent = challenge.question_words || "";
    ui.cannot.hidden = !challenge.pow;
    ui.working.textContent = "";
  }
  async function puzzle(asked) {
    ui.working.textContent = say("solving");
    const found = await import(`${home}widget-puzzle.js`).then(({ solve }) => solve(asked.pow)).catch(() => null);
    if (asked === state.challenge) {
      state.wantsPow = Boolean(found);
      ui.sum.hidden = Boolean(found) || !asked.question;
      ui.working.textContent = say(found ? "solved" : "unsolved");
    }
    return found;
  }
  async function refresh() {
    const { status, data } = await call(`challenge?${here()}`);
    if (status !== 200) return false;
    take(data);
    const [welcome, ...others] = data.house_rules || [];
    ui.rules.replaceChildren(...(welcome ? [make("h3", {}, say("rules")), make("p", {}, welcome)] : []),
      make("ul", {}, others.map((rule) => make("li", {}, rule))));
    ui.privacy.textContent = data.privacy || "";
    return true;
  }
  function refreshIfOld() {
    const old = Date.parse(state.challenge?.expires_at) < Date.now();
    if (old && !document.hidden && !ui.answer.value && !state.busy) refresh();
  }

  // What the author is told.
  function tell(kind, sentence = "", ...more) {
    ui.status.dataset.kind = kind;
    ui.status.replaceChildren(make("div", {}, sentence ? make("p", {}, sentence) : null, more));
  }
  function marked(text, findings, always = false) {
    const letters = Array.from(text); // Spans count code points, as Array.from does.
    const hit = new Uint8Array(letters.length);
    for (const { spans } of findings) for (const [begin, end] of spans || []) hit.fill(1, begin, end);
    if (!always && !hit.includes(1)) return null;
    const quote = make("blockquote", { class: "adrem-words", dir: "auto", "aria-label": say("yours") });
    for (let begin = 0, end = 0; begin < letters.length; begin = end) {
      while (end < letters.length && hit[end] === hit[begin]) end++;
      const piece = letters.slice(begin, end).join("");
      quote.append(hit[begin] ? make("mark", {}, piece) : piece);
    }
    return quote;
  }
  function reasons(findings) {
    const lines = [...new Set(findings.map(({ sentence }) => sentence))].map((line) => make("li", {}, line));
    return lines.length ? make("ul", { "aria-label": say("reasons") }, lines) : null;
  }
  function complain(input, sentence) {
    const id = `adrem-error-${input.name}`;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${id} ${input.dataset.hint || ""}`.trim());
    input.after(make("p", { class: "adrem-error", id }, sentence));
  }
  function forgive() {
    ui.form.querySelectorAll(".adrem-error").forEach((error) => error.remove());
    for (const input of ui.form.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
      input.setAttribute("aria-describedby", input.dataset.hint || "");
    }
  }

  // Sending.
  async function send(event) {
    event?.preventDefault();
    if (state.busy) return;
    forgive();
    ui.thought.hidden = true;
    busy(true);
    tell("wait", say("sending"));
    try { await attempt(); } finally { busy(false); }
    ui.focus?.focus();
    ui.focus = null;
  }
  async function attempt() {
    const ready = state.challenge || (await refresh());
    if (!ui.text.value.trim()) refuse({ errors: [{ field: "text", detail: say("empty") }] });
    else if (!ready) fail({ status: 0, data: {}, wait: 0 });
    else if (!ui.sum.hidden && !ui.answer.value) refuse({ errors: [{ field: "challenge", detail: say("unanswered") }] });
    else if (await thinksAgain()) tell("idle");
    else await post();
  }
  function busy(is) { // Words typed now would be cleared with the comment that is on its way: hence read-only.
    state.busy = ui.text.readOnly = is;
    ui.submit.setAttribute("aria-disabled", String(is));
  }
  async function thinksAgain() {
    const text = ui.text.value;
    if (text === state.warned) return false;
    const body = JSON.stringify({ site: option.site, page, text, parent: state.parent?.id || null });
    const { status, data } = await call("preview", { body, timeout: PREVIEW_MS });
    const aimed = status === 200 ? (data.findings || []).filter((finding) => AIMED.includes(finding.label)) : [];
    if (!aimed.length) return false;
    state.warned = text;
    ui.focus = make("h3", { tabindex: "-1" }, say("thought"));
    const rewrite = button(say("rewrite"), () => ((ui.thought.hidden = true), ui.text.focus()), "send");
    ui.thought.replaceChildren(ui.focus, make("p", {}, say("argue")), marked(text, aimed) || "",
      make("p", { class: "adrem-choice" }, rewrite, button(say("anyway"), () => send())));
    ui.thought.hidden = false;
    return true;
  }
  async function post() {
    const { challenge } = state, text = ui.text.value;
    if (state.wantsPow) state.solution ||= puzzle(challenge); // Not before it is needed: most readers only read.
    const pow = await state.solution;
    const proof = pow ? { pow } : { answer: ui.answer.value.trim() };
    await pause(Math.max(0, LEAST_MS - (Date.now() - state.since)));
    const body = JSON.stringify({
      site: option.site, page, text, parent: state.parent?.id || null, wait: 4, fax: ui.fax.value,
      author: { name: ui.name?.value || "", email: ui.email?.value || "", url: ui.url?.value || "" },
      challenge: challenge?.token ? { token: challenge.token, ...proof } : null,
    });
    const again = Boolean(state.key); // A key that is left over may stand for words that did arrive.
    state.key ||= [...crypto.getRandomValues(new Uint32Array(4))].join("-");
    saveDraft();
    const answer = await call("comments", { body, headers: { "Idempotency-Key": state.key } });
    if (answer.status && answer.status < 500) state.key = null;
    if (answer.status === 409 && again) return post(); // It stands for other words than these.
    if ([200, 201, 202].includes(answer.status) && answer.data.status) arrive(answer, text);
    else fail(answer);
  }
  function arrive({ data, wait }, text) {
    const known = ui.remember?.checked && { name: ui.name.value, email: ui.email.value, url: ui.url.value };
    if (ui.remember) keep.write("author", known);
    const comment = { ...data, text, author: ui.name?.value, url: ui.url?.value, parent: state.parent?.id };
    if (data.status !== "rejected") clear();
    if (data.status === "pending") follow(comment, wait || 2);
    else judged(comment);
    if (!data.challenge) refresh();
  }
  function judged(comment) {
    keep.write("waiting", null);
    const { status, text, challenge } = comment;
    const decisive = { rejected: "reject", held: "hold" }[status]; // What did not decide would only confuse.
    const findings = (comment.verdict?.findings || []).filter(({ severity }) => severity === decisive);
    if ((status === "rejected" || challenge) && !ui.text.value) {
      ui.text.value = text; // It was judged after the form had been emptied.
      saveDraft();
    }
    if (challenge) return refuse({ errors: [{ field: "challenge", detail: say("wrong") }], challenge });
    if (status === "published") {
      show([comment]);
      ui.none.textContent = "";
      return tell("published", say("published"), make("a", { href: `#adrem-${comment.id}` }, say("see")));
    }
    const lost = status === "rejected" && ui.text.value !== text;
    tell(status, say(status), reasons(findings), marked(text, findings, lost), make("p", {}, receipt(comment)));
  }
  function receipt({ id, receipt }) {
    const href = `${home}api/v1/comments/${encodeURIComponent(id)}?receipt=${encodeURIComponent(receipt)}`;
    return make("a", { href, target: "_blank" }, say("receipt"));
  }
  async function follow(comment, wait) {
    keep.write("waiting", comment); // So that a reload neither loses the words nor the answer.
    tell("wait", say("reading"));
    const path = `comments/${encodeURIComponent(comment.id)}`;
    for (let turn = 0; turn < 40; turn++, wait = Math.min(wait * 1.4, 30)) {
      await pause(wait * 1000);
      const { status, data } = await call(path, { headers: { "X-Receipt": comment.receipt } });
      if (status === 200 && data.status !== "pending") return judged({ ...comment, ...data, text: comment.text });
      if (status === 404) return keep.write("waiting", null);
      if (!state.busy) tell("wait", say("pending"), receipt(comment));
    }
  }
  function fail({ status, data, wait }) {
    if (status === 422 || data.errors?.length) return refuse(data);
    const away = status === 0 && navigator.onLine === false;
    if (ui.theirs && !away && (!status || status >= 500)) return HTMLFormElement.prototype.submit.call(ui.form);
    const sentence = away ? say("offline") : status === 429 ? say("slow", { seconds: wait || 60 })
      : status === 413 ? say("large") : status >= 400 && status < 500 && data.detail ? data.detail : say("failed");
    tell("problem", sentence, button(say("again"), () => ui.form.requestSubmit()));
  }
  function refuse(problem) {
    if (problem.challenge) take(problem.challenge);
    const known = { text: ui.text, "author.name": ui.name, "author.email": ui.email, "author.url": ui.url };
    for (const { field, detail } of problem.errors || []) {
      const input = field.startsWith("challenge") ? ui.answer : known[field];
      if (input) complain(input, detail);
      if (input) ui.focus ||= input;
    }
    tell("problem", (!ui.focus && problem.detail) || say("invalid"));
  }

  // The form: our own, or a theme's own with our parts in it.
  function field(name, label, attributes = {}, hint = "") {
    const id = `adrem-${name}`;
    const described = hint ? { "data-hint": `${id}-hint`, "aria-describedby": `${id}-hint` } : {};
    const input = make(name === "text" ? "textarea" : "input", { id, name, dir: "auto", ...attributes, ...described });
    return [input, make("div", { class: "adrem-field" }, make("label", { for: id }, label), input,
      hint ? make("small", { id: `${id}-hint` }, hint) : null)];
  }
  function parts() {
    const note = (kind, attributes = {}, ...words) => make("div", { class: `adrem-${kind}`, ...attributes }, words);
    ui.list = make("ol", { class: "adrem-list" });
    ui.none = note("hint", { role: "status" });
    ui.more = make("button", { type: "button", class: "adrem-plain", hidden: true, click: load });
    ui.rules = note("rules");
    ui.draft = note("note", { role: "status", hidden: true });
    ui.replying = note("note", { hidden: true });
    ui.thought = note("thought", { role: "group", "aria-label": say("thought"), hidden: true });
    ui.status = note("status", { role: "status", "aria-live": "polite" });
    ui.working = note("hint", { role: "status", tabindex: "-1" });
    ui.privacy = note("hint");
    ui.kept = make("p", { class: "adrem-hint", hidden: !keep.write("test", null) }, say("kept"));
    ui.question = make("span", { "aria-hidden": "true", class: "adrem-question" });
    ui.words = make("span", { class: "adrem-hidden" });
    [ui.answer, ui.sum] = field("challenge_answer", [say("sum"), " ", ui.question, ui.words],
      { inputmode: "numeric", autocomplete: "off", size: "4", dir: "ltr" }, say("sumHint"));
    ui.cannot = button(say("cannot"), () => ((state.solution = puzzle(state.challenge)), ui.working.focus()), "quiet");
    ui.sum = make("div", { class: "adrem-sum", hidden: true }, ui.sum, ui.cannot);
    [ui.fax, ui.trap] = field("fax", say("leave"), { tabindex: "-1", autocomplete: "off" });
    ui.trap = make("div", { class: "adrem-hidden", "aria-hidden": "true" }, ui.trap);
  }
  function build() {
    const optional = (key) => [say(key), " ", make("i", {}, say("optional"))];
    const rows = [
      field("text", say("text"), { rows: "8", required: true }),
      field("author_name", say("name"), { autocomplete: "name" }),
      field("author_email", optional("email"), { type: "email", autocomplete: "email" }, say("emailHint")),
      field("author_url", optional("url"), { type: "url", autocomplete: "url" }),
    ];
    [ui.text, ui.name, ui.email, ui.url] = rows.map(([input]) => input);
    ui.remember = make("input", { type: "checkbox", id: "adrem-remember" });
    ui.submit = make("button", { class: "adrem-send" }, say("send"));
    const [text, ...person] = rows.map(([, row]) => row);
    ui.form = make("form", { class: "adrem-form", novalidate: true }, make("h2", { id: "adrem-write" }, say("write")),
      ui.rules, ui.replying, ui.draft, text, ui.kept, make("div", { class: "adrem-person" }, person),
      make("label", { class: "adrem-check" }, ui.remember, say("remember")),
      ui.sum, ui.working, ui.trap, ui.submit, ui.thought, ui.status, ui.privacy);
    const known = keep.read("author");
    for (const part of known ? ["name", "email", "url"] : []) ui[part].value = known[part] || "";
    ui.remember.checked = Boolean(known);
    return ui.form;
  }
  function adopt(form) {
    const named = (name) => form.elements.namedItem(name);
    Object.assign(ui, { form, theirs: true, submit: find("[type=submit]", form), text: named("comment"),
      name: named("author"), email: named("email"), url: named("url") });
    form.classList.add("adrem-theirs");
    form.prepend(ui.rules, ui.replying, ui.draft);
    (ui.submit.closest("p") || ui.submit).before(ui.kept, ui.sum, ui.working, ui.trap);
    form.append(ui.thought, ui.status, ui.privacy);
  }
  async function start() {
    const css = { rel: "stylesheet", href: `${home}widget.css` };
    if (!find("link[href$='/widget.css']")) document.head.append(make("link", css));
    const wanted = (option.lang || document.documentElement.lang || "en").toLowerCase().split("-")[0];
    if (TRANSLATIONS.includes(wanted)) {
      const table = await fetch(`${home}widget-texts/${wanted}.json`).then((answer) => answer.json()).catch(() => null);
      if (table) [texts, lang] = [table, wanted];
    }
    parts();
    const theirs = find(option.form), place = find(option.target);
    const root = make("section", { class: "adrem", lang, "data-theme": option.theme || null, hidden: Boolean(theirs) },
      make("h2", {}, say("comments")), ui.list, ui.none, ui.more);
    const typed = place && find("textarea", place)?.value; // Words typed before this script came stay.
    theirs ? adopt(theirs) : root.append(build());
    ui.text.value ||= typed || "";
    if (theirs) theirs.before(root);
    else if (place) place.replaceChildren(root);
    else if (script.closest("body")) script.after(root);
    else document.body.append(root);
    restoreDraft();
    ui.form.addEventListener("submit", send);
    ui.text.addEventListener("input", saveDraft);
    document.addEventListener("visibilitychange", refreshIfOld);
    addEventListener("offline", () => ui.text.value && tell("problem", say("offline")));
    addEventListener("online", () => (state.challenge || refresh(), ui.text.value && tell("idle", say("online"))));
    load();
    refresh();
    const waiting = keep.read("waiting");
    if (waiting) follow(waiting, 1);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

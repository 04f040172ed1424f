// The keys of the desk. Every one of them presses a button or follows a link that is on the page already.
// It stands in the head and does not wait, so that no key is lost while a page is still coming in.
"use strict";

const OFF = "adrem-desk-keys-off";

function keysAreOn() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // A browser that keeps nothing has its keys on.
  }
}

function typing(target) {
  return target instanceof Element && target.closest("input:not([type=radio], [type=checkbox]), textarea, select") !== null;
}

function showKeys() {
  const dialog = document.querySelector(".keys");
  dialog.querySelector("[data-keys-on]").checked = keysAreOn();
  dialog.showModal();
}

function step(rows, by) {
  const at = rows.indexOf(document.activeElement);
  const to = at === -1 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[Math.min(Math.max(to, 0), rows.length - 1)].focus();
}

function unfold(summary) {
  const details = summary.closest("details");
  details.open = true;
  (details.querySelector("input[type=radio]:checked") ?? details.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
}

function press(key) {
  const own = key === "x" ? document.activeElement.closest(".row")?.querySelector("[type=checkbox]") : null;
  const target = own ?? document.querySelector(`[data-key="${key}"]`);
  if (target === null) return false;
  if (target.matches("summary")) unfold(target);
  else {
    if (target.matches("input")) target.focus();
    if (!target.matches("[type=search]")) target.click();
  }
  return true;
}

function move(key) {
  const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (by === undefined) return false;
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length > 0) {
    step(rows, by);
    return true;
  }
  if (key === "k") {
    history.back();
    return true;
  }
  return key === "j" && press("j");
}

// A menu closes by Escape, and when one goes elsewhere.
function closeMenus(event) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (event.key === "Escape") menu.querySelector("summary").focus();
    if (event.key === "Escape" || !menu.contains(event.target)) menu.open = false;
  }
}

function heard(event) {
  if (event.key === "Escape") closeMenus(event);
  const { key, target } = event;
  const dialog = document.querySelector(".keys");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog === null || dialog.open) return;
  if (key === "Escape" && (typing(target) || target.matches?.("mark"))) target.blur();
  if (typing(target) || !(keysAreOn() || key === "?")) return;
  const choosing = target instanceof Element && target.matches("input[type=radio]") && key.startsWith("Arrow");
  if (choosing) return;
  if (key === "?") {
    showKeys();
    event.preventDefault();
  } else if (move(key) || (/^[a-z]$/.test(key) && !event.repeat && press(key))) {
    event.preventDefault();
  }
}

// A key that is pressed twice must not decide twice.
function onlyOnce(event) {
  if (event.target.method !== "post" || "again" in event.target.dataset) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
}

// What came meanwhile is said once, and nobody is asked for a page that nobody looks at.
function quiet(event) {
  if (document.hidden && event.detail.target.matches(".arrivals")) event.preventDefault();
}

function onlyNews(event) {
  const { target, serverResponse } = event.detail;
  if (!target.matches(".arrivals")) return;
  if (serverResponse === (target.dataset.said ?? "")) event.preventDefault();
  target.dataset.said = serverResponse;
}

function leave() {
  const place = document.querySelector("[data-leave]");
  const csrf = document.querySelector("[name=csrf]")?.value;
  if (place !== null && csrf) navigator.sendBeacon(place.dataset.leave, new URLSearchParams({ csrf }));
}

// What is selected goes along to the form that puts it on a list.
function carrySelection() {
  const link = document.querySelector("a[data-key=b]");
  const words = String(getSelection()).trim();
  if (link === null || words === "") return;
  const url = new URL(link.href);
  url.searchParams.set("value", words.slice(0, 200));
  link.href = url;
}

document.addEventListener("keydown", heard);
document.addEventListener("click", closeMenus);
document.addEventListener("focusin", closeMenus);
document.addEventListener("selectionchange", carrySelection);
// And when the link is followed: browsers tell of a selection a little late.
document.addEventListener("click", carrySelection, true);
addEventListener("pagehide", leave);
document.addEventListener("submit", onlyOnce);
document.addEventListener("htmx:beforeRequest", quiet);
document.addEventListener("htmx:beforeSwap", onlyNews);
// A page from the browser's memory may be sent again: the server knows whether it is too late.
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

// Not by a listener of the button's own: a key may press it while the page is still coming in.
function tickAll(event) {
  if (!event.target.matches("[data-all], [data-all] *")) return;
  const boxes = [...document.querySelectorAll(".queue [type=checkbox]")];
  const on = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = on;
}

document.addEventListener("click", tickAll);
document.addEventListener("DOMContentLoaded", () => {
  for (const all of document.querySelectorAll("[data-all]")) all.hidden = false;
  const dialog = document.querySelector(".keys");
  if (dialog === null) return;
  const button = document.querySelector("[data-help]");
  button.hidden = false;
  button.addEventListener("click", showKeys);
  dialog.querySelector("[data-keys-on]").addEventListener("change", (event) => remember(event.target.checked));
});

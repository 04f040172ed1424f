// What-if while the form of the policy is being filled in: the answer of its own "Try", without leaving the page.
"use strict";

const form = document.querySelector("[data-whatif]");
const shown = document.getElementById("whatif");
let waiting, asking;

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form);
  body.set("do", "try");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    shown.replaceChildren(...(page.getElementById("whatif")?.childNodes ?? []));
  } catch {
    // Overtaken by a newer question, or the network is gone: the button is still there.
  }
}

form.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (!/^(rule\.|why)/.test(event.target.name)) waiting = setTimeout(ask, 700);
});

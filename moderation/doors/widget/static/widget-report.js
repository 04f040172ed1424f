/* Reporting a comment: loaded for those who do. The reasons are the site's house rules, in its own words. */
export async function toggle({ id, place, option, call, make, say }) {
  const open = place.querySelector(".adrem-report");
  if (open) return open.remove();
  const { site } = option;
  const path = `comments/${encodeURIComponent(id)}/report`;
  const told = make("p", { role: "status" });
  place.append(make("div", { class: "adrem-report" }, told));
  const { status, data } = await call(`${path}?site=${encodeURIComponent(site)}`);
  if (status !== 200) return told.append(data.detail || say("unreported"));

  const choice = ([value, words]) => make("label", { class: "adrem-check" },
    make("input", { type: "radio", name: "reason", value, required: true }), words);
  const field = { name: "words", id: `adrem-because-${id}`, rows: "2", maxlength: "1000", dir: "auto" };
  const words = make("textarea", field);
  const form = make("form", {},
    make("fieldset", { class: "adrem-reasons" },
      make("legend", {}, say("breaks")), Object.entries(data.reasons).map(choice)),
    make("div", { class: "adrem-field" }, make("label", { for: words.id }, say("because")), words),
    make("button", { class: "adrem-send" }, say("sendReport")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = JSON.stringify({ site, ...Object.fromEntries(new FormData(form)) });
    const answer = await call(path, { body });
    told.textContent = answer.status === 200 ? say("reported") : answer.data.detail || say("unreported");
    if (answer.status === 200) form.remove();
  });
  told.before(form);
  form.querySelector("input").focus();
}

// Passkeys. A form with data-passkey asks the browser for one, and is sent with what the browser gives.
"use strict";

async function ask(form) {
  const options = JSON.parse(form.dataset.passkey);
  const making = "making" in form.dataset;
  const credential = making
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  form.elements.credential.value = JSON.stringify(credential);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const options = JSON.parse(form.dataset.passkey);
  const here = location.hostname === (options.rpId ?? options.rp.id);
  const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined;
  const elsewhere = form.parentElement.querySelector("[data-elsewhere]");
  form.hidden = !here || !able;
  if (elsewhere !== null) elsewhere.hidden = here;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const refused = form.querySelector("[data-refused]");
    refused.hidden = true;
    ask(form).catch(() => (refused.hidden = false));
  });
}

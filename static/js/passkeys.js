/* Lets the browser make or use a passkey, and sends its answer with the form. */
const canDo = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials);

function parsed(kind, options) {
  return kind === "create"
    ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
    : PublicKeyCredential.parseRequestOptionsFromJSON(options);
}

async function fill(form) {
  const kind = form.dataset.passkey;
  const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
  const publicKey = parsed(kind, await answer.json());
  const credential = await navigator.credentials[kind]({ publicKey });
  form.elements.credential.value = JSON.stringify(credential.toJSON());
}

for (const hint of canDo ? document.querySelectorAll("[data-without-passkeys]") : []) {
  hint.hidden = true;
}
for (const form of canDo ? document.querySelectorAll("form[data-passkey]") : []) {
  const problem = form.querySelector("[role=alert]");
  (form.closest("[data-passkey-section]") ?? form).hidden = false;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      await fill(form);
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}

/* Passkeys: a form marked data-passkey asks the browser for the key when it is sent, and goes on with the answer.

   "make"     a new key, by the options on the form
   "use"      one of the account's keys, by the options on the form
   "sign-in"  any key that signs in by itself, by options fetched from where the form goes

   allauth's webauthn-json.js turns bytes into text and back. Without script, or without keys, the page's other ways remain. */
"use strict";

(function () {
  function all(mark) { return document.querySelectorAll("[" + mark + "]"); }

  function show(mark, shown) { all(mark).forEach(function (box) { box.hidden = !shown; }); }

  function onPage(form) { return JSON.parse(form.dataset.options); }

  async function make(form) {
    const options = onPage(form).creation_options;
    const alone = form.elements.passwordless && form.elements.passwordless.checked;
    const wanted = options.publicKey.authenticatorSelection;
    wanted.residentKey = alone ? "required" : "discouraged";
    wanted.requireResidentKey = Boolean(alone);
    if (alone) { wanted.userVerification = "required"; }
    return window.webauthnJSON.create(options);
  }

  async function use(form) { return window.webauthnJSON.get(onPage(form).request_options); }

  async function signIn(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) { throw new Error("no options"); }
    return window.webauthnJSON.get((await answer.json()).request_options);
  }

  const ways = { "make": make, "use": use, "sign-in": signIn };

  all("data-passkey").forEach(function (form) {
    if (!window.PublicKeyCredential) {
      show("data-passkey-unable", true);
      return;
    }
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      show("data-passkey-trouble", false);
      try {
        form.elements.credential.value = JSON.stringify(await ways[form.dataset.passkey](form));
        HTMLFormElement.prototype.submit.call(form);
      } catch (trouble) {
        show("data-passkey-trouble", true);
      }
    });
  });
})();

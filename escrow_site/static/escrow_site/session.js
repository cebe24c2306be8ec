// Warns three minutes before the session ends. Without this script nothing breaks: the session ends, and a form is kept.
"use strict";

(() => {
  const box = document.getElementById("session-end");
  if (!box) return;
  const WARNING = 180;
  const form = box.querySelector("form");
  const soon = box.querySelector("[data-soon]");
  const over = box.querySelector("[data-over]");
  let timer = 0;

  const show = (isOver) => {
    box.hidden = false;
    soon.hidden = isOver;
    over.hidden = !isOver;
    form.hidden = isOver;
  };

  const wait = (seconds, then) => {
    clearTimeout(timer);
    timer = setTimeout(then, Math.max(1, seconds) * 1000);
  };

  // The end as the server last told it; another tab may have moved it on.
  const told = (endsIn) => {
    if (endsIn <= 0) {
      clearTimeout(timer);
      show(true);
    } else if (endsIn > WARNING) {
      box.hidden = true;
      wait(endsIn - WARNING, ask);
    } else {
      show(false);
      wait(endsIn, ask);
    }
  };

  const answered = async (response) => {
    const isOurs = response.ok && (response.headers.get("content-type") || "").startsWith("application/json");
    told(isOurs ? (await response.json()).ends_in || 0 : 0);
  };

  const unreached = () => wait(20, ask);

  const ask = () => fetch(box.dataset.left, { credentials: "same-origin" }).then(answered).catch(unreached);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fetch(box.dataset.stay, { method: "POST", body: new FormData(form), credentials: "same-origin" })
      .then(answered)
      .catch(unreached);
  });

  // A sleeping machine's clocks stand still.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask();
  });

  told(Number(box.dataset.endsIn));
})();

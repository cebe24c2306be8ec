// Opens the form that the address points to: `#act-…` names a closed <details>. Without this script it is opened by hand.
"use strict";

(() => {
  const open = () => {
    const found = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const form = found && found.closest("details");
    if (!form || form.open) return;
    form.open = true;
    found.scrollIntoView();
  };

  addEventListener("hashchange", open);
  open();
})();

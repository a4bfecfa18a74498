// Plaudit's shop snippet: carries the ids of the clicks that led a visitor here over to the order.
//
//   <script src="https://YOUR-SHORT-DOMAIN/t.js" async></script>
//
// Everything stays first-party in this shop: it reads `plaudit_click` off the landing URL, keeps the last
// eight ids (oldest first, joined by "-", at most 200 characters), and hands them to the cart and to forms.
// It sends nothing to anybody else, knows nothing of the visitor, and does nothing without a click id.
// `data-days="30"` on the tag says how long ids are kept. `plaudit.clicks()` gives the ids to other shops.
(function () {
  "use strict";
  var NAME = "plaudit_click";
  var MOST = 8;
  var ID = /^[2-9A-HJ-NP-Za-km-z]{22}$/;
  var tag = document.currentScript;
  var DAYS = Number(tag && tag.getAttribute("data-days")) || 30;
  var LIFETIME = DAYS * 86400000;

  // Only what looks like click ids is believed, wherever it comes from.
  function idsIn(text) {
    return (text || "").split("-").filter(function (id) { return ID.test(id); });
  }

  function cookie(name) {
    var found = document.cookie.split("; ").filter(function (pair) { return pair.indexOf(name + "=") === 0; })[0];
    return found ? found.slice(name.length + 1) : "";
  }

  // Private windows may refuse localStorage; the cookie stands in for it.
  function stored() {
    try {
      var kept = JSON.parse(localStorage.getItem(NAME) || "null");
      if (kept && kept.until > Date.now()) return idsIn(kept.ids);
    } catch (refused) { /* the cookie is asked next */ }
    return idsIn(cookie(NAME));
  }

  function store(ids) {
    var path = ids.join("-");
    try {
      localStorage.setItem(NAME, JSON.stringify({ ids: path, until: Date.now() + LIFETIME }));
    } catch (refused) { /* the cookie alone has to do */ }
    document.cookie = NAME + "=" + path + "; path=/; max-age=" + LIFETIME / 1000 + "; samesite=lax" +
      (location.protocol === "https:" ? "; secure" : "");
  }

  // A reload of the landing page brings an id again: it keeps its place.
  function collect() {
    var ids = stored();
    var landed = idsIn(new URLSearchParams(location.search).get(NAME));
    var fresh = landed.filter(function (id, at) { return ids.indexOf(id) < 0 && landed.indexOf(id) === at; });
    if (!fresh.length) return ids;
    ids = ids.concat(fresh).slice(-MOST);
    store(ids);
    return ids;
  }

  // Shopify shows cart attributes as note_attributes of the order. A paid cart is replaced by an empty one,
  // so what was written is remembered by cart; where the cart can't be told, it is written on every page.
  function fillCart(path) {
    if (!window.Shopify) return;
    var cart = cookie("cart"), mark = cart + ":" + path;
    try { if (cart && sessionStorage.getItem(NAME) === mark) return; } catch (refused) { /* written again */ }
    var root = (window.Shopify.routes && window.Shopify.routes.root) || "/";
    var attributes = {};
    attributes[NAME] = path;
    fetch(root + "cart/update.js", {
      method: "POST",
      credentials: "same-origin",
      keepalive: true,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ attributes: attributes })
    }).then(function (answer) {
      if (answer.ok) sessionStorage.setItem(NAME, cookie("cart") + ":" + path);
    }).catch(function () { /* the next page tries again */ });
  }

  // Fields that the theme placed are filled; a cart form, or one marked with data-plaudit, gets its own.
  function fillForms(path) {
    var fields = document.querySelectorAll('input[name="' + NAME + '"], input[name="attributes[' + NAME + ']"]');
    Array.prototype.forEach.call(fields, function (field) { field.value = path; });
    Array.prototype.forEach.call(document.querySelectorAll('form[action$="/cart"], form[data-plaudit]'), function (form) {
      var name = form.hasAttribute("data-plaudit") ? NAME : "attributes[" + NAME + "]";
      if (form.querySelector('input[name="' + name + '"]')) return;
      var field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = path;
      form.appendChild(field);
    });
  }

  var ids = collect();
  window.plaudit = { clicks: function () { return ids.slice(); } };
  if (!ids.length) return;
  var path = ids.join("-");
  fillCart(path);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", function () { fillForms(path); });
  else fillForms(path);
})();

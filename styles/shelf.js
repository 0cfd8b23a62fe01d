// The shelf's page: the language, search and filters, copying, the order sheet. It asks nothing of any network.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const form = one("#find");
  const fields = ["q", "language", "format", "state"];
  // The page's languages; each of its words is in them, or in the first alone.
  const LANGUAGES = ["en", "fr"];
  let ui = "en";

  // Words

  const worded = (key, language) => words[key][LANGUAGES.indexOf(language)] ?? words[key][0];

  const say = (key, filled = {}) => worded(key, ui).replace(/\{(\w+)\}/g, (whole, name) => filled[name] ?? whole);

  // The French of each English word of the page; of one with {n} in it, what stands before and behind that.
  const whole = new Map();
  const framed = [];
  for (const [english, french] of Object.values(words)) {
    if (!english.includes("{n}")) whole.set(english, french ?? english);
    else if (french) framed.push([...english.split("{n}"), french]);
  }

  function inFrench(text) {
    for (const [before, after, french] of whole.has(text) ? [] : framed) {
      const number = text.slice(before.length, text.length - after.length);
      if (number && before + number + after === text && !/\s/.test(number)) return french.replace("{n}", () => number);
    }
    return whole.get(text) ?? text;
  }

  // Every text that the page says in both languages, by its node: parts of a line stand between dots.
  const DOT = "\u00a0· ";
  const spoken = [];

  function learn() {
    const taken = ":is(script, style, pre, :not(html)[lang])";
    const filter = (node) => (node.parentElement.closest(taken) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT, filter);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const text = node.data.trim();
      const french = whole.get(text) ?? text.split(DOT).map(inFrench).join(DOT);
      if (french !== text) spoken.push({ node, en: node.data, fr: node.data.replace(text, () => french) });
    }
  }

  function speak(language) {
    ui = language;
    document.documentElement.lang = ui;
    for (const text of spoken) text.node.data = text[ui];
    for (const button of all("[data-ui]")) button.setAttribute("aria-pressed", String(button.dataset.ui === ui));
    if (!form) return;
    filter();
    tell();
  }

  function asked() {
    const wanted = address().get("ui");
    const known = [wanted, ...navigator.languages].map((tag) => (tag ?? "").split("-")[0]);
    return known.find((language) => LANGUAGES.includes(language)) ?? "en";
  }

  // The address bar

  const address = () => new URLSearchParams(location.hash.slice(1));

  function keep(changes) {
    const parameters = address();
    for (const [name, value] of Object.entries(changes)) {
      if (value) parameters.set(name, value);
      else parameters.delete(name);
    }
    const hash = parameters.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  function take() {
    const parameters = address();
    for (const name of fields) {
      form.elements[name].value = parameters.get(name) ?? "";
      if (form.elements[name].selectedIndex === -1) form.elements[name].value = "";
    }
  }

  // Search and filters

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const items = all(".group [data-format]").map((element) => ({ element, group: element.closest(".group"), text: "" }));

  function read() {
    for (const item of items) {
      const format = `f.${item.element.dataset.format}`;
      const heads = [one("h2", item.group), one("h3", item.element.closest(".asked") ?? item.element)];
      const spoken = [format, `l.${item.group.dataset.language}`].flatMap((key) => words[key] ?? []);
      const parts = [...heads, item.element].filter(Boolean).map((element) => element.textContent);
      item.text = plain([...parts, ...spoken].join(" "));
    }
  }

  function filter() {
    const [q, language, format, state] = fields.map((name) => form.elements[name].value);
    const sought = plain(q).split(/\s+/).filter(Boolean);
    read();
    let count = 0;
    for (const { element, group, text } of items) {
      const fits =
        (!language || group.dataset.language === language) &&
        (!format || element.dataset.format === format) &&
        (!state || element.dataset.state === state) &&
        sought.every((word) => text.includes(word));
      element.hidden = !fits;
      count += fits;
    }
    const filled = (element) => one("[data-format]:not([hidden])", element) !== null;
    for (const element of all(".asked, .wall, .texts, .group")) element.hidden = !filled(element);
    one("#nothing").hidden = count > 0;
    one("#shown").textContent = say("shown", { n: count, total: items.length });
    return Boolean(q || language || format || state);
  }

  function changed() {
    keep(Object.fromEntries(fields.map((name) => [name, form.elements[name].value])));
    fold(filter());
  }

  const fold = (open) => all(".texts").forEach((element) => (element.open = open));

  // Copying: the text is what stands in the file, carriage returns too, which a text field would lose.

  // What a button or link is about: its own words, the format, the question, the language.
  function label(element, item) {
    element.id ||= `b${(count += 1)}`;
    const ids = [element.id, `f-${item.dataset.format}`, item.closest("[data-question]")?.dataset.question];
    const language = `l-${item.closest(".group").dataset.language}`;
    element.setAttribute("aria-labelledby", [...ids, language].filter(Boolean).join(" "));
  }

  let count = 0;
  function equip() {
    for (const { element } of items) {
      element.dataset.state = one("b.final", element) ? "final" : "draft";
      explain(one("p a", element));
      const text = one("pre", element);
      if (text) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "copy";
        button.textContent = worded("copy", "en");
        text.after(button);
      }
      label(one("button, [download]", element), element);
    }
    for (const input of all("#matrix input")) label(input, document.getElementById(input.name));
  }

  // A draft leads to what it waits for; here that stands below it instead.
  function explain(link) {
    if (!link) return;
    const key = link.hash.slice(1);
    const reasons = document.createElement("p");
    reasons.className = "reasons";
    reasons.textContent = words[key][0];
    // A fault's own sentence is in English only.
    if (words[key].length === 1) reasons.lang = "en";
    link.parentElement.after(reasons);
    link.replaceWith(...link.childNodes);
  }

  const name = (button) =>
    button
      .getAttribute("aria-labelledby")
      .split(" ")
      .slice(1)
      .map((id) => document.getElementById(id).textContent.trim())
      .join(", ");

  function select(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  function copyByEvent(text) {
    select(text);
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    }
  }

  async function copy(button) {
    const text = one("pre", button.closest("[data-format]"));
    let copied = false;
    try {
      await navigator.clipboard.writeText(text.textContent);
      copied = true;
    } catch {
      copied = copyByEvent(text);
    }
    if (!copied) select(text);
    announce(copied ? say("copied", { n: name(button) }) : say("press_keys"));
  }

  let timer = 0;
  function announce(text) {
    const place = one("#said");
    place.textContent = "";
    clearTimeout(timer);
    requestAnimationFrame(() => (place.textContent = text));
    timer = setTimeout(() => (place.textContent = ""), 8000);
  }

  // Whoever selects a whole text and presses Ctrl+C gets the file's characters too.
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const node = range?.commonAncestorContainer;
    const text = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("pre");
    if (!text || range.toString() !== text.textContent) return;
    event.clipboardData.setData("text/plain", text.textContent);
    event.preventDefault();
  });

  // The order sheet

  function tell() {
    const wanted = all("#matrix input").filter((input) => Number(input.value) > 0 && input.validity.valid);
    const total = wanted.reduce((sum, input) => sum + Number(input.value), 0);
    one("#total").textContent = total ? say("order_total", { n: total }) : say("order_empty");
    one("#order").classList.toggle("has-order", total > 0);
    one("#ordered").replaceChildren(...(total ? [sheet(wanted)] : []));
  }

  function sheet(wanted) {
    const table = document.createElement("table");
    const line = (kind, cells) => {
      const row = table.insertRow();
      for (const text of cells) {
        const cell = document.createElement(kind);
        cell.textContent = text;
        if (kind === "th") cell.scope = "col";
        row.append(cell);
      }
    };
    line("th", ["piece", "copies", "paper", "file", "state"].map((key) => say(key)));
    for (const input of wanted) {
      const card = document.getElementById(input.name);
      const { format, state } = card.dataset;
      const file = one("[download]", card).getAttribute("href").split("/").pop();
      const code = one("p", card).textContent.trim().split(" ").pop();
      const piece = input.getAttribute("aria-labelledby").split(" ").slice(1).map((id) => document.getElementById(id).textContent);
      const standing = state === "draft" ? say("order_draft") : say("final");
      line("td", [piece.join(", "), input.value, say(`p.${format}`), `${file} (${say("code", { n: code })})`, standing]);
    }
    return table;
  }

  // Begin

  document.addEventListener("click", (event) => {
    // The address bar keeps the filters, which a leap within the page would take out of it.
    if (event.target.closest(".skip")) {
      event.preventDefault();
      one("#main").focus();
    }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.ui) {
      keep({ ui: button.dataset.ui });
      speak(button.dataset.ui);
    } else if (button.classList.contains("copy")) copy(button);
    else if (button.id === "print") print();
    else if (button.id === "clear") {
      for (const field of fields) form.elements[field].value = "";
      changed();
    }
  });

  document.documentElement.classList.remove("no-script");
  if (form) {
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    one("#order").addEventListener("input", tell);
    addEventListener("hashchange", () => {
      take();
      speak(asked());
      fold(filter());
    });
    take();
    equip();
  }
  learn();
  speak(asked());
  if (form) fold(filter());
})();

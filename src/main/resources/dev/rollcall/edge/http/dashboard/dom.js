// The page is built from elements and texts alone: what comes from clients is never read as markup.

function byId(id) {
  return document.getElementById(id);
}

/** An element with attributes and children; a string among these is a text. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Leaves alone what already says so, lest selections and screen readers lose their place. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function setData(node, name, value) {
  if (value == null) delete node.dataset[name];
  else if (node.dataset[name] !== String(value)) node.dataset[name] = value;
}

/** Makes a list's options these values, and keeps the choice where it still can be had. */
function setOptions(list, values, empty) {
  const wanted = values.join('\n');
  if (list.dataset.values === wanted) return;
  list.dataset.values = wanted;
  const chosen = list.value;
  const options = values.map((value) => element('option', { value }, value));
  if (empty) options.unshift(element('option', { value: '' }, empty));
  list.replaceChildren(...options);
  if (values.includes(chosen)) list.value = chosen;
}

/** Something that browsers may refuse to keep. */
const settings = {
  read(name) {
    try {
      return localStorage.getItem('rollcall.' + name);
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem('rollcall.' + name, value);
    } catch {
      // Then it lasts as long as the page.
    }
  },
};

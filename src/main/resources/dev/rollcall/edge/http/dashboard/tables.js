// Tables whose rows stay where they are while their values change.

const ROWS_SHOWN = 200;

class Table {
  /**
   * `columns` are {title, cell(row), left}; a cell is a text, or {text, note, tone, title}. The first
   * one names the row, by `key(row)`.
   */
  constructor(parent, { caption, columns, key, empty }) {
    this.columns = columns;
    this.key = key;
    this.emptyText = empty;
    this.rows = new Map();
    this.body = element('tbody', { role: 'rowgroup' });
    this.more = element('p', { class: 'hint', hidden: true });
    this.empty = element('p', { class: 'empty' }, empty);
    // The roles say again what the elements mean, for on a phone they are not laid out as a table.
    this.table = element(
      'table', { role: 'table', class: 'stacks', hidden: true },
      element('caption', {}, caption),
      element('thead', { role: 'rowgroup' },
        element('tr', { role: 'row' },
          ...columns.map(({ title, left }) =>
            element('th', { scope: 'col', role: 'columnheader', class: left && 'left' }, title)))),
      this.body);
    this.unfilled = element('p', { class: 'as-caption' }, caption);
    parent.append(
      element('div', { class: 'card' },
        this.unfilled,
        element('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': caption }, this.table),
        this.empty, this.more));
  }

  /** Only the rows that are shown are made, by `make`. */
  draw(rows, make = (row) => row) {
    this.table.hidden = rows.length === 0;
    this.unfilled.hidden = this.empty.hidden = rows.length > 0;
    this.more.hidden = rows.length <= ROWS_SHOWN;
    setText(this.more, 'and ' + plural(rows.length - ROWS_SHOWN, 'more', 'more'));
    const shown = rows.slice(0, ROWS_SHOWN).map(make);
    const keys = new Set(shown.map(this.key));
    for (const [key, row] of this.rows) {
      if (!keys.has(key)) {
        row.remove();
        this.rows.delete(key);
      }
    }
    shown.forEach((values, at) => {
      const row = this.row(this.key(values));
      if (this.body.children[at] !== row) this.body.insertBefore(row, this.body.children[at] || null);
      this.columns.forEach(({ cell }, column) => fill(row.children[column], cell(values)));
    });
  }

  row(key) {
    let row = this.rows.get(key);
    if (!row) {
      const cells = this.columns.map(({ title, left }, at) =>
        at === 0
          ? element('th', { scope: 'row', role: 'rowheader', class: 'left' })
          : element('td', { role: 'cell', class: left && 'left', 'data-label': title }));
      row = element('tr', { role: 'row' }, ...cells);
      this.rows.set(key, row);
    }
    return row;
  }
}

function fill(cell, content) {
  const { text, note = '', tone = null, title = null } =
    typeof content === 'object' && content !== null ? content : { text: content };
  if (!cell.firstChild) cell.append(element('span', { class: 'value' }), element('small'));
  setText(cell.firstChild, text);
  setText(cell.lastChild, note);
  setData(cell, 'tone', tone);
  if (title && cell.title !== title) cell.title = title;
}

/** The big figures at the top. */
class Tiles {
  constructor(list, names) {
    this.tiles = new Map(names.map((name) => {
      const value = element('dd', { class: 'value' }, NONE);
      const note = element('dd', { class: 'note' });
      list.append(element('div', { class: 'card tile' }, element('dt', {}, name), value, note));
      return [name, { value, note }];
    }));
  }

  set(name, text, unit, note, tone = null) {
    const tile = this.tiles.get(name);
    const shown = text.split(SPACE);
    const units = shown.slice(1).join(' ') + unit;
    if (!tile.number) {
      tile.number = element('span');
      tile.unit = element('small');
      tile.value.replaceChildren(tile.number, tile.unit);
    }
    setText(tile.number, shown[0]);
    setText(tile.unit, units ? SPACE + units : '');
    setText(tile.note, note);
    setData(tile.value, 'tone', tone);
  }
}

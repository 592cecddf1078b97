// Numbers as people read them. Between a number and its unit stands a space that does not break.

const SPACE = '\u00a0';
const NONE = '–';

/** Three significant digits, without needless zeros. */
function digits(number) {
  const size = Math.abs(number);
  if (size >= 100) return String(Math.round(number));
  const places = size >= 10 ? 1 : 2;
  return String(Number(number.toFixed(places)));
}

/** A number in the largest unit that leaves at least one before the point. */
function scaled(number, base, units) {
  let size = number;
  let unit = 0;
  while (Math.abs(size) >= base * 0.9995 && unit < units.length - 1) {
    size /= base;
    unit++;
  }
  return digits(size) + (units[unit] ? SPACE + units[unit] : '');
}

function known(number) {
  return typeof number === 'number' && Number.isFinite(number);
}

/** 1234567 → "1.23 M"; whole numbers below ten thousand in full. */
function formatCount(number) {
  if (!known(number)) return NONE;
  if (Number.isInteger(number) && Math.abs(number) < 10_000) return String(number);
  return scaled(number, 1000, ['', 'k', 'M', 'G', 'T']);
}

/** Something per second, without saying so: 0.04 → "0.04", 1250 → "1.25 k". */
function formatRate(number) {
  if (!known(number)) return NONE;
  if (number > 0 && number < 0.01) return '<' + SPACE + '0.01';
  return scaled(number, 1000, ['', 'k', 'M', 'G']);
}

function formatBytes(number) {
  if (!known(number)) return NONE;
  return scaled(number, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
}

/** A duration of work: 0.00085 → "850 µs". */
function formatLatency(seconds) {
  if (!known(seconds)) return NONE;
  if (seconds >= 1) return digits(seconds) + SPACE + 's';
  return scaled(seconds * 1e6, 1000, ['µs', 'ms']);
}

/** A duration of life, in its two largest units: 93784 → "1 d 2 h". */
function formatSpan(seconds) {
  if (!known(seconds)) return NONE;
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 86400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0' + SPACE + 's';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => count + SPACE + unit)
    .join(' ');
}

/** "3 min ago", by its largest unit alone. */
function formatAgo(seconds) {
  if (!known(seconds)) return NONE;
  if (seconds < 2) return 'just now';
  return formatSpan(seconds).split(' ')[0] + ' ago';
}

function formatPercent(share) {
  if (!known(share)) return NONE;
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<' + SPACE + '0.1' + SPACE + '%';
  // 99.96 is not all of them.
  const shown = percent > 99.9 && percent < 100 ? '99.9' : digits(Math.round(percent * 10) / 10);
  return shown + SPACE + '%';
}

function formatClock(millis, withSeconds) {
  const time = new Date(millis);
  const two = (number) => String(number).padStart(2, '0');
  const minutes = two(time.getHours()) + ':' + two(time.getMinutes());
  return withSeconds ? minutes + ':' + two(time.getSeconds()) : minutes;
}

function formatDate(millis) {
  const time = new Date(millis);
  const two = (number) => String(number).padStart(2, '0');
  return time.getFullYear() + '-' + two(time.getMonth() + 1) + '-' + two(time.getDate());
}

/** "1 message", "2 messages". */
function plural(count, one, many = one + 's') {
  return formatCount(count) + ' ' + (count === 1 ? one : many);
}

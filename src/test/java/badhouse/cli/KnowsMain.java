package badhouse.cli;

import badhouse.Entry;

final class KnowsMain {
  Entry knows = new Entry();
}

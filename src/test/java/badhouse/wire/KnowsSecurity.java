package badhouse.wire;

import badhouse.security.Room;

final class KnowsSecurity {
  Room knows = new Room();
}

package badhouse.lookup;

import badhouse.broadcast.Room;

final class KnowsBroadcast {
  Room knows = new Room();
}

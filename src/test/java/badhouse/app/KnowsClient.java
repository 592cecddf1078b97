package badhouse.app;

import badhouse.client.Room;

final class KnowsClient {
  Room knows = new Room();
}

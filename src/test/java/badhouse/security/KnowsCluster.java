package badhouse.security;

import badhouse.cluster.Room;

final class KnowsCluster {
  Room knows = new Room();
}

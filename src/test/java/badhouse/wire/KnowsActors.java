package badhouse.wire;

import org.apache.pekko.actor.typed.ActorRef;

interface KnowsActors {
  ActorRef<String> actor();
}

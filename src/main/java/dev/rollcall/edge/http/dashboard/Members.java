package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/** The members of the cluster as this node sees them, the oldest first. */
public final class Members implements Part {
  private final Cluster cluster;

  /** Of the cluster that the system is a member of. */
  public Members(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
  }

  @Override
  public String name() {
    return "members";
  }

  @Override
  public JsonNode now() {
    CurrentClusterState state = cluster.state();
    ArrayNode members = JsonNodeFactory.instance.arrayNode();
    StreamSupport.stream(state.getMembers().spliterator(), false)
        .sorted(Members::byAge)
        .forEach(member -> members.add(shown(member, state)));
    return members;
  }

  private static int byAge(Member one, Member other) {
    return one.isOlderThan(other) ? -1 : other.isOlderThan(one) ? 1 : 0;
  }

  private ObjectNode shown(Member member, CurrentClusterState state) {
    ObjectNode shown =
        JsonNodeFactory.instance
            .objectNode()
            .put("address", member.address().hostPort())
            .put("status", member.status().toString().toLowerCase(Locale.ROOT))
            .put("reachable", !state.getUnreachable().contains(member))
            .put("leader", member.address().equals(state.getLeader()))
            .put("self", member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()));
    member.getRoles().stream().sorted().forEach(shown.withArray("/roles")::add);
    return shown;
  }
}

package dev.rollcall.cluster;

import dev.rollcall.base.MeterNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Counts the members of the cluster, as this node sees them, by status. One that cannot be reached
 * is counted as that, whatever its status.
 */
public record ClusterMeters(Cluster cluster) implements MeterBinder {
  private static final Set<MemberStatus> STATUSES =
      Set.of(
          MemberStatus.joining(),
          MemberStatus.weaklyUp(),
          MemberStatus.up(),
          MemberStatus.leaving(),
          MemberStatus.exiting(),
          MemberStatus.down());

  @Override
  public void bindTo(MeterRegistry registry) {
    for (MemberStatus status : STATUSES) {
      register(registry, status.toString().toLowerCase(Locale.ROOT), () -> reachable(status));
    }
    register(registry, "unreachable", () -> cluster.state().getUnreachable().size());
  }

  private interface Count {
    long now();
  }

  private static void register(MeterRegistry registry, String status, Count count) {
    Gauge.builder(MeterNames.CLUSTER_MEMBERS, count::now)
        .description("Members of the cluster, as this node sees them")
        .tag(MeterNames.STATUS, status)
        .register(registry);
  }

  private long reachable(MemberStatus status) {
    CurrentClusterState state = cluster.state();
    Set<Member> unreachable = state.getUnreachable();
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .filter(member -> member.status().equals(status) && !unreachable.contains(member))
        .count();
  }
}

package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.broadcast.GroupState.Group;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds of requests against a model of what each of them does. */
class GroupRoundTest {
  private final FakeTopic topic = new FakeTopic();
  private GroupState state = GroupState.EMPTY;

  /** What a restart would find. */
  private GroupState journaled = GroupState.EMPTY;

  private long now = 1_000_000;

  /** Carries out requests in one round after the other, until all have been answered. */
  private List<Object> run(List<GroupRequest> requests) {
    List<Object> replies = new ArrayList<>();
    while (replies.size() < requests.size()) {
      List<GroupRound.Ask> asks =
          requests.subList(replies.size(), requests.size()).stream()
              .map(request -> new GroupRound.Ask("", request))
              .toList();
      GroupRound round = new GroupRound(new GroupDraft(state, topic.describe(), now), asks);
      topic.answer(round);
      for (GroupReply reply : round.replies()) {
        replies.add(plain(requests.get(replies.size()), reply));
      }
      store(round.draft());
    }
    return replies;
  }

  /** Stores what is to be stored; reading it must give the same. */
  private void store(GroupDraft draft) {
    GroupEvent event = draft.event();
    state = draft.state();
    if (event == null) {
      return;
    }
    state = state.counted();
    try {
      GroupFormat format = new GroupFormat();
      GroupEvent stored = (GroupEvent) format.fromBinary(format.toBinary(event), GroupFormat.EVENT);
      journaled = new GroupState.Folding().after(journaled, stored);
      assertThat(groups(journaled, false)).isEqualTo(groups(state, false));
      assertThat(journaled.sequence()).isEqualTo(state.sequence());
      assertThat(journaled.incarnation()).isEqualTo(state.incarnation());
    } catch (NotSerializableException e) {
      throw new AssertionError(e);
    }
  }

  /** Begins again with a snapshot; when consumers were seen last may be forgotten. */
  private void restart(GroupModel model) throws Exception {
    GroupFormat format = new GroupFormat();
    state = (GroupState) format.fromBinary(format.toBinary(journaled), GroupFormat.STATE);
    assertThat(groups(state, true)).isEqualTo(groups(journaled, true));
    assertThat(state.sequence()).isEqualTo(journaled.sequence());
    model.groups.forEach(
        (name, group) ->
            group.seen.replaceAll(
                (consumer, seen) ->
                    Objects.requireNonNull(
                            Objects.requireNonNull(state.group(name)).consumers().get(consumer))
                        .seenMillis()));
  }

  private static Object plain(GroupRequest request, GroupReply reply) {
    if (reply instanceof GroupReply.Count count) {
      return count.value();
    } else if (reply instanceof GroupReply.Refused refused) {
      return refused.reason();
    } else if (reply instanceof GroupReply.Delivered delivered) {
      return delivered.delivery().items();
    }
    Groups.Claimed claimed = ((GroupReply.Claimed) reply).claimed();
    return request instanceof GroupClaim.These ? claimed.items() : claimed;
  }

  private static <K extends Comparable<K>, V> Map<K, V> map(OrderedMap<K, V> ordered) {
    Map<K, V> map = new HashMap<>();
    ordered.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map;
  }

  /** Everything in comparable form, after a look at whether it fits together. */
  private static Map<String, Object> groups(GroupState state, boolean withSeen) {
    Map<String, Object> all = new HashMap<>();
    int pending = 0;
    for (Map.Entry<String, Group> entry : state.groups()) {
      Group group = entry.getValue();
      Map<MessageId, Pending> ofConsumers = new HashMap<>();
      Map<String, Long> seen = new HashMap<>();
      group
          .consumers()
          .forEach(
              consumer -> {
                ofConsumers.putAll(map(consumer.getValue().pending()));
                seen.put(consumer.getKey(), withSeen ? consumer.getValue().seenMillis() : 0);
              });
      assertThat(ofConsumers).isEqualTo(map(group.pending()));
      pending += group.pending().size();
      all.put(entry.getKey(), List.of(group.last(), group.entriesRead(), seen, ofConsumers));
    }
    assertThat(state.pending()).isEqualTo(pending);
    return all;
  }

  private static void assertSame(GroupState state, GroupModel model) {
    Map<String, Object> expected = new HashMap<>();
    model.groups.forEach(
        (name, group) -> expected.put(name, List.of(group.last, group.seen, group.pending)));
    Map<String, Object> actual = new HashMap<>();
    groups(state, true)
        .forEach(
            (name, parts) -> {
              List<?> all = (List<?>) parts;
              actual.put(name, List.of(all.get(0), all.get(2), all.get(3)));
            });
    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void doWhatTheModelDoes(long seed) throws Exception {
    Random random = new Random(seed);
    GroupModel model = new GroupModel(topic);
    for (int i = 0; i < 2_500; i++) {
      now += random.nextInt(50);
      changeTopic(random, model);
      List<GroupRequest> requests = new ArrayList<>();
      List<Object> expected = new ArrayList<>();
      int together = random.nextInt(4) == 0 ? 1 + random.nextInt(10) : 1;
      for (int j = 0; j < together; j++) {
        requests.add(request(random));
      }
      // The model makes the topic where a request wants that; the round is to do so by itself.
      boolean existed = topic.describe().exists();
      if (!existed) {
        requests.subList(1, requests.size()).clear();
      }
      List<Object> replies = existed ? null : run(requests);
      requests.forEach(request -> expected.add(model.run(request, now)));
      assertThat(replies == null ? run(requests) : replies)
          .as("step %d %s", i, requests)
          .isEqualTo(expected);
      assertSame(state, model);
      if (random.nextInt(100) == 0) {
        restart(model);
      }
    }
  }

  private void changeTopic(Random random, GroupModel model) {
    int what = random.nextInt(600);
    List<MessageId> ids = topic.ids();
    if (what == 0) {
      topic.delete();
      model.groups.clear();
    } else if (what < 250) {
      topic.append();
    } else if (what < 280 && !ids.isEmpty()) {
      topic.remove(ids.get(random.nextInt(ids.size())));
    } else if (what < 285) {
      topic.trimTo(random.nextInt(40));
    }
  }

  private GroupRequest request(Random random) {
    String group = "g" + random.nextInt(3);
    String consumer = "c" + random.nextInt(4);
    return switch (random.nextInt(24)) {
      case 0, 1 ->
          new GroupEdit.Create(
              group, random.nextBoolean() ? null : MessageId.NONE, -1, random.nextInt(3) == 0);
      case 2 -> random.nextInt(6) == 0 ? new GroupEdit.Destroy(group) : id(random, group);
      case 3 -> new GroupEdit.CreateConsumer(group, consumer);
      case 4 ->
          random.nextInt(4) == 0
              ? new GroupEdit.DeleteConsumer(group, consumer)
              : new GroupEdit.CreateConsumer(group, consumer);
      case 5, 6, 7, 8, 9, 10 ->
          new GroupRead.Take(group, consumer, 1 + random.nextInt(5), random.nextInt(6) == 0);
      case 11, 12, 13 ->
          new GroupRead.TakeAgain(group, consumer, any(random), 1 + random.nextInt(6));
      case 14, 15, 16 -> new GroupEdit.Acknowledge(group, some(random));
      case 17, 18, 19, 20 -> new GroupClaim.These(group, consumer, claim(random));
      default ->
          new GroupClaim.Next(
              group,
              consumer,
              random.nextInt(300),
              any(random),
              1 + random.nextInt(6),
              random.nextBoolean());
    };
  }

  private GroupRequest id(Random random, String group) {
    return new GroupEdit.SetCursor(group, random.nextInt(3) == 0 ? null : any(random), -1);
  }

  private Groups.Claim claim(Random random) {
    return new Groups.Claim(
        some(random),
        random.nextInt(3) == 0 ? 0 : random.nextInt(300),
        switch (random.nextInt(3)) {
          case 0 -> -1;
          case 1 -> now - random.nextInt(500);
          default -> now + 5;
        },
        random.nextInt(3) == 0 ? random.nextInt(9) : -1,
        random.nextInt(4) == 0,
        random.nextBoolean(),
        random.nextInt(9) == 0 ? any(random) : null);
  }

  private MessageId any(Random random) {
    long end = topic.describe().last().millis() + 2;
    return new MessageId(Math.max(0, end - random.nextInt(60)), 0);
  }

  private List<MessageId> some(Random random) {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(6); i++) {
      ids.add(any(random));
    }
    return ids;
  }

  @Test
  void readersOfOneRoundShareWhatIsReadAndNobodyGetsTheSame() {
    for (int i = 0; i < 100; i++) {
      topic.append();
    }
    List<GroupRequest> requests = new ArrayList<>();
    requests.add(new GroupEdit.Create("g", MessageId.NONE, -1, false));
    for (int i = 0; i < 30; i++) {
      requests.add(new GroupRead.Take("g", "c" + i % 3, 5, false));
    }
    List<Object> replies = run(requests);
    List<MessageId> taken = new ArrayList<>();
    for (Object reply : replies.subList(1, replies.size())) {
      ((List<?>) reply).forEach(item -> taken.add(((Groups.Item) item).id()));
    }
    assertThat(taken).containsExactlyElementsOf(topic.ids());
  }

  @Test
  void groupThatHasTooMuchPendingGetsNothingMoreUntilSomethingIsAcknowledged() {
    run(List.of(new GroupEdit.Create("g", MessageId.NONE, -1, true)));
    for (int i = 0; i < Groups.PENDING_MAX + 5; i++) {
      topic.append();
    }
    GroupRequest take = new GroupRead.Take("g", "c", Integer.MAX_VALUE, false);
    List<Object> replies = List.of();
    do {
      replies = run(List.of(take));
    } while (replies.get(0) instanceof List<?>);
    assertThat(replies).containsExactly(GroupRefused.Reason.TOO_MANY_PENDING);
    assertThat(state.pending()).isEqualTo(Groups.PENDING_MAX);
    // Where nothing becomes pending there is always room.
    assertThat(run(List.of(new GroupRead.Take("g", "c", 1, true))).get(0)).isInstanceOf(List.class);
    run(List.of(new GroupEdit.Acknowledge("g", topic.ids().subList(0, 3))));
    assertThat((List<?>) run(List.of(take)).get(0)).hasSize(3);
  }

  @Test
  void namesAreBounded() {
    run(List.of(new GroupEdit.Create("g", null, -1, true)));
    List<GroupRequest> requests = new ArrayList<>();
    for (int i = 0; i < Groups.GROUPS_MAX; i++) {
      requests.add(new GroupEdit.Create("g" + i, null, -1, false));
    }
    for (int i = 0; i <= Groups.CONSUMERS_MAX; i++) {
      requests.add(new GroupEdit.CreateConsumer("g", "c" + i));
    }
    List<Object> replies = run(requests);
    assertThat(replies.get(Groups.GROUPS_MAX - 1)).isEqualTo(GroupRefused.Reason.TOO_MANY_GROUPS);
    assertThat(replies.get(requests.size() - 1)).isEqualTo(GroupRefused.Reason.TOO_MANY_CONSUMERS);
    topic.append();
    assertThat(run(List.of(new GroupRead.Take("g", "more", 1, false))))
        .containsExactly(GroupRefused.Reason.TOO_MANY_CONSUMERS);
    assertThat(state.pending()).isZero();
  }
}

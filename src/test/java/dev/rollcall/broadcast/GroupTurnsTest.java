package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.FakeTopics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupTurnsTest {
  private final FakeTopics topics = FakeTopics.atOnce();
  private final GroupTurns turns = new GroupTurns(topics);
  private final List<String> woken = new ArrayList<>();

  @BeforeEach
  void topicExists() {
    topics.say("t", "before");
  }

  private Groups.Turn await(String topic, String group, String name) {
    return turns.await(topic, group, () -> woken.add(name));
  }

  private List<String> taken() {
    List<String> all = List.copyOf(woken);
    woken.clear();
    return all;
  }

  @Test
  void oneReaderIsWokenAtATimeTheOneThatHasWaitedLongestFirst() {
    Groups.Turn a = await("t", "g", "a");
    assertThat(taken()).containsExactly("a");
    a.taken(false);
    Groups.Turn b = await("t", "g", "b");
    Groups.Turn c = await("t", "g", "c");
    assertThat(taken()).isEmpty();
    topics.say("t", "x");
    assertThat(taken()).containsExactly("a");
    a.taken(true);
    assertThat(taken()).containsExactly("b");
    b.taken(false);
    assertThat(taken()).isEmpty();
    topics.say("t", "y");
    assertThat(taken()).containsExactly("b");
    a.close();
    b.close();
    assertThat(taken()).containsExactly("c");
    c.close();
    assertThat(topics.followers()).isZero();
  }

  @Test
  void newsThatComeWhileAReaderLooksGiveAnotherTurn() {
    Groups.Turn a = await("t", "g", "a");
    taken();
    topics.say("t", "x");
    a.taken(false);
    assertThat(taken()).containsExactly("a");
    a.taken(false);
    assertThat(taken()).isEmpty();
    a.close();
  }

  @Test
  void readerThatGoesAwayInsteadOfLookingPassesItsTurnOn() {
    Groups.Turn a = await("t", "g", "a");
    Groups.Turn b = await("t", "g", "b");
    assertThat(taken()).containsExactly("a");
    a.close();
    assertThat(taken()).containsExactly("b");
    b.close();
    b.close();
    assertThat(topics.followers()).isZero();
  }

  @Test
  void groupsHaveTheirOwnTurnsAndTopicsTheirOwnNews() {
    topics.say("u", "before");
    Groups.Turn g = await("t", "g", "g");
    Groups.Turn h = await("t", "h", "h");
    Groups.Turn u = await("u", "g", "u");
    List.of(g, h, u).forEach(turn -> turn.taken(false));
    // The second in a topic is not woken: where the topic stands was known already.
    assertThat(taken()).contains("g", "u");
    topics.say("t", "x");
    assertThat(taken()).containsExactlyInAnyOrder("g", "h");
    List.of(g, h).forEach(turn -> turn.taken(false));
    turns.news("u");
    assertThat(taken()).containsExactly("u");
    turns.news("nobody's");
    u.taken(false);
    turns.lookAgain();
    assertThat(taken()).containsExactlyInAnyOrder("g", "h", "u");
    List.of(g, h, u).forEach(Groups.Turn::close);
    assertThat(topics.followers()).isZero();
  }
}

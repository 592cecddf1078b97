package dev.rollcall.edge.http.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.rollcall.lookup.SetDescription;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);

  private static Part part(String name, Supplier<JsonNode> value) {
    return new Part() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public JsonNode now() {
        return value.get();
      }
    };
  }

  @Test
  void partThatFailsIsLeftOutAndTheOthersAreShown() {
    Snapshot snapshot =
        new Snapshot(
            List.of(
                part(
                    "broken",
                    () -> {
                      throw new IllegalStateException("on purpose");
                    }),
                part("whole", () -> TextNode.valueOf("x"))),
            CLOCK);

    assertThat(snapshot.get()).isEqualTo("{\"time\":1234,\"whole\":\"x\"}");
    assertThat(snapshot.get()).isEqualTo("{\"time\":1234,\"whole\":\"x\"}");
  }

  @Test
  void setShowsItsLastFailedLoadWithTheReason() {
    SetDescription set =
        new SetDescription(
            "names",
            3,
            200_000,
            12,
            1,
            Optional.of(Instant.ofEpochMilli(500)),
            Optional.of(Instant.ofEpochMilli(600)),
            false,
            true,
            Optional.of(
                new SetDescription.FailedLoad(Instant.ofEpochMilli(900), "list.txt: gone")));

    assertThat(SetStates.shown(set).toString())
        .isEqualTo(
            "{\"name\":\"names\",\"generation\":3,\"count\":200000,\"added\":12,\"removed\":1,"
                + "\"loading\":false,\"stale\":true,\"live\":600,"
                + "\"failed\":{\"at\":900,\"reason\":\"list.txt: gone\"}}");
  }

  @Test
  void setWithoutGenerationHasNoTimes() {
    SetDescription set =
        new SetDescription(
            "names", 0, 0, 0, 0, Optional.empty(), Optional.empty(), true, false, Optional.empty());

    assertThat(SetStates.shown(set).has("live")).isFalse();
    assertThat(SetStates.shown(set).has("failed")).isFalse();
  }
}

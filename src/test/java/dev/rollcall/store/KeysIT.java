package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.store.Keys.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one namespace of sets and topics, in both databases. */
class KeysIT {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void releasedNameIsFreeForEitherKind(StoreSettings.Kind kind) throws Exception {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (Store store = Store.open(settings)) {
      Keys keys = store.keys();
      assertThat(keys.kind("news")).isNull();
      keys.claim("news", Kind.TOPIC);
      assertThat(keys.kind("news")).isEqualTo(Kind.TOPIC);
      keys.release("news", Kind.SET);
      assertThat(keys.kind("news")).as("released as something else").isEqualTo(Kind.TOPIC);
      keys.release("news", Kind.TOPIC);
      assertThat(keys.kind("news")).isNull();
      assertThat(keys.names()).isEmpty();
      assertThat(keys.claim("news", Kind.SET)).isEqualTo(Kind.SET);
      assertThat(keys.claim("news", Kind.TOPIC)).isEqualTo(Kind.SET);
    }
    try (Store store = Store.open(settings)) {
      assertThat(store.keys().kind("news")).isEqualTo(Kind.SET);
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAreSortedAndSayWhatTheyAre(StoreSettings.Kind kind) throws Exception {
    try (Store store = Store.open(TestStores.fresh(kind, directory))) {
      Keys keys = store.keys();
      keys.reserve(List.of("list"));
      keys.claim("b", Kind.TOPIC);
      keys.claim("a", Kind.SET);
      keys.claim("B", Kind.SET);
      assertThat(keys.names().toString()).isEqualTo("{B=SET, a=SET, b=TOPIC, list=SET}");
      assertThat(keys.names(Kind.SET)).containsExactly("B", "a", "list");
    }
  }

  @ParameterizedTest
  @EnumSource
  void reservedNameIsSetForGood(StoreSettings.Kind kind) throws Exception {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (Store store = Store.open(settings)) {
      Keys keys = store.keys();
      keys.reserve(List.of("list"));
      assertThat(keys.claim("list", Kind.TOPIC)).isEqualTo(Kind.SET);
      keys.release("list", Kind.SET);
      assertThat(keys.kind("list")).isEqualTo(Kind.SET);
    }
    try (Store store = Store.open(settings)) {
      assertThat(store.keys().kind("list")).as("the store was not told").isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void reservingNameThatIsTakenSaysWhatToDo(StoreSettings.Kind kind) throws Exception {
    try (Store store = Store.open(TestStores.fresh(kind, directory))) {
      store.keys().claim("news", Kind.TOPIC);
      store.keys().claim("online", Kind.SET);
      assertTaken(store, "news", "has a topic of this name");
      assertTaken(store, "online", "has a set made at run time of this name");
      store.keys().reserve(List.of("list"));
    }
  }

  private static void assertTaken(Store store, String name, String what) {
    assertThatThrownBy(() -> store.keys().reserve(List.of("list", name)))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("rollcall.sets." + name, what, "DEL " + name)
        .extracting(error -> ((UserError) error).code())
        .isEqualTo(ErrorCode.CONFIGURATION);
  }

  @ParameterizedTest
  @EnumSource
  void oneKindWinsWhenManyClaimAndRelease(StoreSettings.Kind kind) throws Exception {
    try (Store store = Store.open(TestStores.fresh(kind, directory))) {
      for (int round = 0; round < 20; round++) {
        List<CompletableFuture<Kind>> claims =
            Stream.of(Kind.SET, Kind.TOPIC, Kind.SET, Kind.TOPIC)
                .map(wanted -> CompletableFuture.supplyAsync(() -> claim(store, wanted)))
                .toList();
        Kind winner = claims.get(0).get(60, TimeUnit.SECONDS);
        for (CompletableFuture<Kind> claim : claims) {
          assertThat(claim.get(60, TimeUnit.SECONDS)).isEqualTo(winner);
        }
        assertThat(store.keys().kind("disputed")).isEqualTo(winner);
        store.keys().release("disputed", winner);
        assertThat(store.keys().kind("disputed")).isNull();
      }
    }
  }

  private static Kind claim(Store store, Kind kind) {
    try {
      return store.keys().claim("disputed", kind);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nameThatOthersChangedIsSeenAtOnceWhenForgotten() throws Exception {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (Store one = Store.open(settings);
        Store other = Store.open(settings)) {
      one.keys().claim("news", Kind.TOPIC);
      assertThat(other.keys().kind("news")).isEqualTo(Kind.TOPIC);
      one.keys().release("news", Kind.TOPIC);
      one.keys().claim("news", Kind.SET);
      assertThat(other.keys().claim("news", Kind.TOPIC)).isEqualTo(Kind.SET);
      one.keys().release("news", Kind.SET);
      other.keys().forget("news");
      assertThat(other.keys().kind("news")).isNull();
    }
  }

  @Test
  void onlyWriterNeverWaits() throws Exception {
    StoreSettings settings = StoreSettings.sqlite(directory);
    try (Store store = Store.open(settings)) {
      store.keys().claim("news", Kind.TOPIC);
      assertThat(store.keys().waits()).isFalse();
      // What somebody did behind its back is not seen, because nothing is read.
      TestStores.execute(settings, "DELETE FROM rollcall_key");
      assertThat(store.keys().kind("news", task -> {}).isDone()).isTrue();
      assertThat(store.keys().kind("news")).isEqualTo(Kind.TOPIC);
    }
  }
}

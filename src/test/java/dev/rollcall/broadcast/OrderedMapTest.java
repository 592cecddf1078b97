package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedMapTest {
  @ParameterizedTest
  @ValueSource(ints = {5, 60, 3000})
  void isAsATreeMapWhateverIsDoneToIt(int keys) {
    Random random = new Random(keys);
    TreeMap<Integer, Integer> expected = new TreeMap<>();
    OrderedMap<Integer, Integer> map = OrderedMap.empty();
    for (int i = 0; i < 20_000; i++) {
      int key = random.nextInt(keys);
      if (random.nextInt(5) < 2) {
        expected.remove(key);
        map = map.without(key);
      } else {
        expected.put(key, i);
        map = map.with(key, i);
      }
      assertThat(map.size()).isEqualTo(expected.size());
      assertThat(map.get(key)).isEqualTo(expected.get(key));
      if (i % 500 == 0) {
        assertSame(map, expected, random.nextInt(keys));
      }
    }
    for (Integer key : List.copyOf(expected.keySet())) {
      map = map.without(key);
    }
    assertThat(map.isEmpty()).isTrue();
    assertThat(map.first()).isNull();
    assertThat(map.last()).isNull();
  }

  private static void assertSame(
      OrderedMap<Integer, Integer> map, NavigableMap<Integer, Integer> expected, int from) {
    assertThat(list(map)).containsExactlyElementsOf(expected.entrySet());
    assertThat(list(map.from(from))).containsExactlyElementsOf(expected.tailMap(from).entrySet());
    assertThat(map.first()).isEqualTo(expected.isEmpty() ? null : expected.firstKey());
    assertThat(map.last()).isEqualTo(expected.isEmpty() ? null : expected.lastKey());
  }

  private static List<Map.Entry<Integer, Integer>> list(
      Iterable<Map.Entry<Integer, Integer>> entries) {
    List<Map.Entry<Integer, Integer>> list = new ArrayList<>();
    entries.forEach(list::add);
    return list;
  }

  @Test
  void changesLeaveTheMapAsItWas() {
    OrderedMap<String, Integer> one = OrderedMap.<String, Integer>empty().with("a", 1);
    OrderedMap<String, Integer> two = one.with("b", 2).with("a", 3);
    assertThat(one.get("a")).isEqualTo(1);
    assertThat(one.contains("b")).isFalse();
    assertThat(two.without("a").get("b")).isEqualTo(2);
    assertThat(two.get("a")).isEqualTo(3);
    assertThat(one.without("z")).isSameAs(one);
  }

  /** Keys in order are the worst that a tree which is not balanced can get. */
  @Test
  void manyKeysInOrderStayQuickToFind() {
    OrderedMap<Integer, Integer> map = OrderedMap.empty();
    for (int i = 0; i < 200_000; i++) {
      map = map.with(i, i);
    }
    for (int i = 0; i < 199_990; i++) {
      map = map.without(i);
    }
    assertThat(map.size()).isEqualTo(10);
    assertThat(map.first()).isEqualTo(199_990);
  }
}

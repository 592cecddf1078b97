package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.lookup.SetDescription;
import dev.rollcall.lookup.Sets;
import java.util.Comparator;

/**
 * How each set stands on this node, sorted by name: those that have a file, and some of those made
 * at run time that are in use here.
 */
final class SetStates implements Part {
  /** More would be no list to look at, and each of them is counted for every picture. */
  private static final int SHOWN_MAX = 100;

  private final Sets sets;

  /**
   * @param sets all of this node
   */
  SetStates(Sets sets) {
    this.sets = sets;
  }

  @Override
  public String name() {
    return "sets";
  }

  @Override
  public JsonNode now() {
    ArrayNode states = JsonNodeFactory.instance.arrayNode();
    sets.namesInUse().stream()
        .sorted(Comparator.comparing(name -> !sets.isConfigured(name)))
        .limit(SHOWN_MAX)
        .sorted()
        .flatMap(name -> sets.describe(name).stream())
        .forEach(set -> states.add(shown(set)));
    return states;
  }

  /** Times are in milliseconds, and left out where there is none. */
  static ObjectNode shown(SetDescription set) {
    ObjectNode shown =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", set.name())
            .put("generation", set.generation())
            .put("count", set.count())
            .put("added", set.added())
            .put("removed", set.removed())
            .put("loading", set.loading())
            .put("stale", set.stale());
    set.live().ifPresent(live -> shown.put("live", live.toEpochMilli()));
    set.lastFailedLoad()
        .ifPresent(
            failed ->
                shown
                    .putObject("failed")
                    .put("at", failed.at().toEpochMilli())
                    .put("reason", failed.reason()));
    return shown;
  }
}

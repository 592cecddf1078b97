package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.lookup.SetDescription;
import dev.rollcall.lookup.Sets;

/** How each set stands on this node, sorted by name. */
public final class SetStates implements Part {
  private final Sets sets;

  /**
   * @param sets all of this node
   */
  public SetStates(Sets sets) {
    this.sets = sets;
  }

  @Override
  public String name() {
    return "sets";
  }

  @Override
  public JsonNode now() {
    ArrayNode states = JsonNodeFactory.instance.arrayNode();
    sets.names().stream()
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

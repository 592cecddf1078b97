package dev.rollcall.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.rollcall.base.Nearest;
import dev.rollcall.base.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds keys that nothing reads, which are typing errors more often than not. */
final class UnknownKeys {

  /** Blocks whose children have names of the administrator's, and what their children may hold. */
  private static final Map<String, String> NAMED_BLOCKS =
      Map.of("listeners", "listener-defaults", "sets", "set-defaults", "topics", "topics.defaults");

  private final ConfigObject known;
  private final List<String> faults = new ArrayList<>();

  private UnknownKeys(ConfigObject known) {
    this.known = known;
  }

  /** Throws a {@link UserError} that names each key of {@code user} unknown to {@code defaults}. */
  static void check(Config user, Config defaults) {
    UnknownKeys keys = new UnknownKeys(defaults.getObject("rollcall"));
    for (String top : user.root().keySet()) {
      if (top.equals("rollcall")) {
        keys.walk(List.of("rollcall"), (ConfigObject) user.root().get(top), keys.known);
      } else if (!top.equals("pekko")) {
        keys.unknown(List.of(), top, Set.of("rollcall", "pekko"));
      }
    }
    if (!keys.faults.isEmpty()) {
      throw UserError.configuration(String.join("\n", keys.faults));
    }
  }

  private void walk(List<String> path, ConfigObject user, ConfigObject allowed) {
    for (Map.Entry<String, ConfigValue> entry : user.entrySet()) {
      ConfigValue match = allowed.get(entry.getKey());
      if (match == null) {
        unknown(path, entry.getKey(), allowed.keySet());
      } else if (match instanceof ConfigObject block) {
        below(path, entry.getKey(), entry.getValue(), block);
      }
    }
  }

  private void below(List<String> path, String name, ConfigValue value, ConfigObject allowed) {
    List<String> here = new ArrayList<>(path);
    here.add(name);
    if (!(value instanceof ConfigObject block)) {
      faults.add(ConfigUtil.joinPath(here) + " = " + value.unwrapped() + ": must be a block { … }");
      return;
    }
    String template = path.size() == 1 ? NAMED_BLOCKS.get(name) : null;
    if (template == null) {
      walk(here, block, allowed);
      return;
    }
    ConfigObject inside = known.toConfig().getObject(template);
    for (Map.Entry<String, ConfigValue> named : block.entrySet()) {
      below(here, named.getKey(), named.getValue(), inside);
    }
  }

  private void unknown(List<String> path, String name, Set<String> allowed) {
    List<String> full = new ArrayList<>(path);
    full.add(name);
    String nearest = Nearest.of(name, allowed).orElse("");
    full.set(full.size() - 1, nearest);
    String suggestion = ConfigUtil.joinPath(full);
    full.set(full.size() - 1, name);
    faults.add(ConfigUtil.joinPath(full) + ": no such key; the nearest known one is " + suggestion);
  }
}

package dev.rollcall.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import dev.rollcall.base.UserError;
import dev.rollcall.cluster.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts the configuration together: built-in defaults, under the file, under the environment, under
 * {@code --set}. What a listener or set does not say itself is filled in from its defaults' block.
 */
public final class Configuration {
  private static final String ROOT = "rollcall";
  private static final String ENVIRONMENT_PREFIX = "ROLLCALL_";

  /** Environment variables that are the start script's, not configuration. */
  private static final Set<String> NOT_CONFIGURATION =
      Set.of("ROLLCALL_JAVA_OPTS", "ROLLCALL_JAR", "ROLLCALL_CACHE_DIR");

  private Configuration() {}

  /**
   * The complete, resolved configuration.
   *
   * @param file the administrator's file, if there is one
   * @param settings {@code KEY=VALUE} pairs, with or without the leading {@code rollcall.}
   * @throws UserError where something cannot be parsed or is not a key of Rollcall
   */
  public static Config load(
      Optional<Path> file, List<String> settings, Map<String, String> environment) {
    try {
      Config fromFile = file.map(Configuration::parse).orElse(ConfigFactory.empty());
      Config user =
          fromSettings(settings).withFallback(fromEnvironment(environment)).withFallback(fromFile);
      Config defaults = NodeConfig.defaults();
      Config merged = user.withFallback(defaults).resolve();
      UnknownKeys.check(user.resolveWith(merged), defaults.resolve());
      return complete(merged, fromFile);
    } catch (ConfigException e) {
      throw UserError.configuration(String.valueOf(e.getMessage()));
    }
  }

  private static Config parse(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw UserError.configuration(
          "configuration file " + file + " cannot be read: it must be an existing, readable file");
    }
    return ConfigFactory.parseFile(
        file.toFile(),
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false));
  }

  private static Config fromEnvironment(Map<String, String> environment) {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      if (name.startsWith(ENVIRONMENT_PREFIX) && !NOT_CONFIGURATION.contains(name)) {
        String key = name.toLowerCase(Locale.ROOT).replace("__", "-").replace('_', '.');
        config = put(config, key, variable.getValue());
      }
    }
    return config;
  }

  private static Config fromSettings(List<String> settings) {
    Config config = ConfigFactory.empty();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw UserError.configuration("--set " + setting + ": must have the form KEY=VALUE");
      }
      String key = setting.substring(0, equals).trim();
      boolean whole = key.startsWith(ROOT + ".") || key.startsWith("pekko.");
      config = put(config, whole ? key : ROOT + "." + key, setting.substring(equals + 1).trim());
    }
    return config;
  }

  /** A list or block is parsed; all else is taken as it is, for a path may look like a comment. */
  private static Config put(Config config, String key, String value) {
    if (value.startsWith("[") || value.startsWith("{")) {
      return ConfigFactory.parseString(key + " = " + value).withFallback(config);
    }
    return config.withValue(key, ConfigValueFactory.fromAnyRef(value));
  }

  /**
   * Fills in defaults, and leaves out the built-in listeners where the file names its own, and the
   * built-in sets that then nobody asks for.
   */
  private static Config complete(Config merged, Config fromFile) {
    List<String> listeners = namedIn(fromFile, "listeners");
    if (listeners.isEmpty()) {
      listeners = namedIn(merged, "listeners");
    }
    Config complete = keepOnly(merged, "listeners", listeners, "listener-defaults");
    Set<String> sets = new TreeSet<>(namedIn(fromFile, "sets"));
    for (String listener : listeners) {
      Config block = complete.getConfig(path("listeners", listener));
      if (block.hasPath("set") && namedIn(merged, "sets").contains(block.getString("set"))) {
        sets.add(block.getString("set"));
      }
    }
    complete = keepOnly(complete, "sets", List.copyOf(sets), "set-defaults");
    return keepOnly(complete, "topics", namedIn(complete, "topics"), "topics.defaults");
  }

  private static Config keepOnly(
      Config config, String kind, List<String> names, String defaultsName) {
    Config defaults = config.getConfig(ROOT + "." + defaultsName);
    Config kept = config.withoutPath(path(kind)).withValue(path(kind), emptyObject());
    for (String name : names) {
      Config block = config.getConfig(path(kind, name)).withFallback(defaults);
      kept = kept.withValue(path(kind, name), block.root());
    }
    return kept;
  }

  private static ConfigObject emptyObject() {
    return ConfigFactory.empty().root();
  }

  private static List<String> namedIn(Config config, String kind) {
    return config.hasPath(path(kind))
        ? List.copyOf(new TreeSet<>(config.getObject(path(kind)).keySet()))
        : List.of();
  }

  private static String path(String... names) {
    List<String> elements = new ArrayList<>(List.of(ROOT));
    elements.addAll(List.of(names));
    return ConfigUtil.joinPath(elements);
  }
}

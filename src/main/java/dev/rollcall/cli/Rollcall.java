package dev.rollcall.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line: the list of commands and how their outcome becomes an exit status: 0 for
 * success, 1 for failure, 2 for a mistake of the user's; {@code lookup} has meanings of its own.
 */
@Command(
    name = "rollcall",
    description = "Answers \"is this string on the list?\" over TLS.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "rollcall COMMAND --help tells more of each."})
public final class Rollcall implements Runnable {
  /** Class names, so that a command's classes are loaded only when it is called. */
  private static final Map<String, String> COMMANDS = new LinkedHashMap<>();

  private static final Set<String> SERVERS = Set.of("serve", "demo", "http");

  static {
    COMMANDS.put("serve", "dev.rollcall.cli.ServeCommand");
    COMMANDS.put("demo", "dev.rollcall.cli.DemoCommand");
    COMMANDS.put("http", "dev.rollcall.cli.HttpCommand");
    COMMANDS.put("check", "dev.rollcall.cli.CheckCommand");
    COMMANDS.put("certs", "dev.rollcall.cli.CertsCommand");
    COMMANDS.put("sample", "dev.rollcall.cli.SampleCommand");
    COMMANDS.put("lookup", "dev.rollcall.cli.LookupCommand");
    COMMANDS.put("index", "dev.rollcall.cli.IndexCommand");
    COMMANDS.put("send", "dev.rollcall.cli.SendCommand");
    COMMANDS.put("tail", "dev.rollcall.cli.TailCommand");
    COMMANDS.put("relay", "dev.rollcall.cli.RelayCommand");
    COMMANDS.put("stamp", "dev.rollcall.cli.StampCommand");
    COMMANDS.put("message", "dev.rollcall.cli.MessageCommand");
    COMMANDS.put("bench", "dev.rollcall.cli.bench.BenchCommand");
  }

  @Spec private CommandSpec spec;

  /** Runs the command that {@code args} ask for on the streams of this process. */
  public static int run(String... args) {
    if (args.length > 0 && !SERVERS.contains(args[0]) && System.getenv("LOG_TARGET") == null) {
      // What other commands print on standard output is their result and nothing else.
      System.setProperty("LOG_TARGET", "System.err");
    }
    return run(Console.ofProcess(), args);
  }

  /** Runs the command that {@code args} ask for; returns the exit status. */
  public static int run(Console console, String... args) {
    return commandLine(console, args).execute(args);
  }

  static CommandLine commandLine(Console console, String... args) {
    CommandLine line = new CommandLine(new Rollcall(), new CommandFactory(console));
    String asked = args.length == 0 ? "" : args[0];
    if (COMMANDS.containsKey(asked)) {
      add(line, asked);
    } else {
      COMMANDS.keySet().forEach(name -> add(line, name));
      line.addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
    }
    Failures failures = new Failures(console.err());
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setUsageHelpAutoWidth(console.outputIsTerminal())
        .setParameterExceptionHandler(failures::misused)
        .setExecutionExceptionHandler(failures::failed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static void add(CommandLine line, String name) {
    try {
      line.addSubcommand(name, Class.forName(COMMANDS.get(name)));
      line.getSubcommands().values().forEach(Rollcall::tellVersion);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the program is incomplete: " + name, e);
    }
  }

  private static void tellVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new Version());
    command.getSubcommands().values().forEach(Rollcall::tellVersion);
  }
}

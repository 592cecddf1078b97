package dev.rollcall.edge.resp;

import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.wire.RespWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** LATENCY: how long calls take, and which took too long. */
public final class LatencyCommands {
  private final CommandTable table;
  private final Statistics statistics;
  private final LatencyMonitor monitor;

  /**
   * @param table will have the command
   * @param statistics what is measured
   */
  public LatencyCommands(CommandTable table, Statistics statistics) {
    this.table = table;
    this.statistics = statistics;
    this.monitor = statistics.latency();
  }

  /** The command, for the table. */
  public List<Command> commands() {
    return List.of(
        Command.named("latency")
            .arity(-2)
            .group(Group.SERVER)
            .since("2.8.13")
            .complexity("Depends on the subcommand.")
            .summary("Tells how long calls take.")
            .subcommands(
                sub("latest", 2)
                    .summary("Gives the last sample of each kind of event.")
                    .reply("array of: event, time, its milliseconds, the most ever")
                    .handledBy(this::latest),
                sub("history", 3)
                    .syntax("event")
                    .summary("Gives the samples of one kind of event.")
                    .reply("array of: time, milliseconds")
                    .handledBy(this::history),
                sub("reset", -2)
                    .syntax("[event ...]")
                    .summary("Forgets the samples of these kinds of event, or of all.")
                    .reply("how many kinds had samples")
                    .handledBy(this::reset),
                sub("histogram", -2)
                    .since("7.0.0")
                    .syntax("[command ...]")
                    .complexity("O(N), N being the number of commands")
                    .summary("Gives how many calls took at most so many microseconds.")
                    .reply("map: command to calls and histogram_usec")
                    .handledBy(this::histogram),
                sub("doctor", 2)
                    .summary("Says in words what the samples show.")
                    .reply("text (verbatim)")
                    .handledBy(this::doctor),
                Help.in(table, Group.SERVER))
            .build());
  }

  private static Command.Builder sub(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .group(Group.SERVER)
        .since("2.8.13")
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
  }

  private CompletableFuture<?> latest(Call call) {
    RespWriter out = call.out();
    List<LatencyMonitor.Event> events = monitor.events();
    out.array(events.size());
    for (LatencyMonitor.Event event : events) {
      out.array(4);
      out.bulk(event.name());
      out.integer(event.last().seconds());
      out.integer(event.last().millis());
      out.integer(event.longestMillis());
    }
    return Call.DONE;
  }

  private CompletableFuture<?> history(Call call) {
    LatencyMonitor.Event event = monitor.event(call.text(2));
    List<LatencyMonitor.Sample> samples = event == null ? List.of() : event.samples();
    call.out().array(samples.size());
    for (LatencyMonitor.Sample sample : samples) {
      call.out().array(2);
      call.out().integer(sample.seconds());
      call.out().integer(sample.millis());
    }
    return Call.DONE;
  }

  private CompletableFuture<?> reset(Call call) {
    int count = call.count() == 2 ? monitor.forgetAll() : 0;
    for (int i = 2; i < call.count(); i++) {
      count += monitor.forget(call.text(i)) ? 1 : 0;
    }
    call.out().integer(count);
    return Call.DONE;
  }

  private CompletableFuture<?> histogram(Call call) {
    SortedMap<String, Statistics.Figures> all = statistics.commands();
    Map<String, Statistics.Figures> wanted = new LinkedHashMap<>();
    if (call.count() == 2) {
      wanted.putAll(all);
    }
    for (int i = 2; i < call.count(); i++) {
      for (String name : names(call.text(i))) {
        Statistics.Figures figures = all.get(name);
        if (figures != null) {
          wanted.put(name, figures);
        }
      }
    }
    wanted.values().removeIf(figures -> figures.calls.sum() == 0);
    call.out().map(wanted.size());
    wanted.forEach((name, figures) -> write(call.out(), name, figures));
    return Call.DONE;
  }

  /** A command that has subcommands stands for all of these. */
  private List<String> names(String name) {
    Command command = table.find(name);
    if (command == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>(List.of(command.name()));
    command.subcommands().values().forEach(subcommand -> names.add(subcommand.name()));
    return names;
  }

  private static void write(RespWriter out, String name, Statistics.Figures figures) {
    SortedMap<Long, Long> steps = figures.durations.cumulative();
    out.bulk(name);
    out.map(2);
    out.bulk("calls");
    out.integer(figures.calls.sum());
    out.bulk("histogram_usec");
    out.map(steps.size());
    steps.forEach(
        (micros, count) -> {
          out.integer(micros);
          out.integer(count);
        });
  }

  private CompletableFuture<?> doctor(Call call) {
    call.out().verbatim(report());
    return Call.DONE;
  }

  private String report() {
    long threshold = statistics.tuning().latencyMillis();
    if (threshold == 0) {
      return "Nothing is watched: CONFIG SET latency-monitor-threshold <milliseconds> says from"
          + " which duration on calls are.\n";
    }
    List<LatencyMonitor.Event> events = monitor.events();
    if (events.isEmpty()) {
      return "No call has taken " + threshold + " ms or more.\n";
    }
    StringBuilder report = new StringBuilder();
    for (LatencyMonitor.Event event : events) {
      report
          .append(event.name())
          .append(": in ")
          .append(event.samples().size())
          .append(" of the seconds watched a call took ")
          .append(threshold)
          .append(" ms or more, the longest ")
          .append(event.longestMillis())
          .append(" ms. SLOWLOG GET shows which.\n");
    }
    return report.toString();
  }
}

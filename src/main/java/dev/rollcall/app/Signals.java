package dev.rollcall.app;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Handles INT and TERM in place of the JVM, whose own handling ends the process with 130 or 143
 * however well it was stopped.
 */
/* sun.misc.Signal is the only way the JDK has to handle a signal. It is reached by reflection,
 * because a direct use is a compiler warning that cannot be switched off. */
public final class Signals {

  /** What a shell reports of a process ended by INT. */
  private static final int INTERRUPTED = 130;

  private Signals() {}

  /**
   * Runs {@code stop} with the signal's name at the first INT or TERM, on a thread of its own. A
   * second INT ends the process at once: whoever presses Ctrl-C twice does not want to wait.
   */
  public static void onStop(Consumer<String> stop) {
    AtomicBoolean stopping = new AtomicBoolean();
    for (String name : new String[] {"INT", "TERM"}) {
      handle(
          name,
          () -> {
            if (stopping.compareAndSet(false, true)) {
              stop.accept(name);
            } else if (name.equals("INT")) {
              Runtime.getRuntime().halt(INTERRUPTED);
            }
          });
    }
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no signal handling", e);
    }
  }
}

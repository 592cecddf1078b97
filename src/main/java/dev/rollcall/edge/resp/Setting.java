package dev.rollcall.edge.resp;

import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of CONFIG.
 *
 * @param name as Redis has it
 * @param value what it is now
 * @param least the least number it may be set to
 * @param setter changes it; null where it cannot change while the server runs
 */
record Setting(String name, Supplier<Object> value, long least, @Nullable LongConsumer setter) {
  static Setting fixed(String name, Object value) {
    return new Setting(name, () -> value, 0, null);
  }

  static Setting shown(String name, Supplier<Object> value) {
    return new Setting(name, value, 0, null);
  }

  static Setting number(String name, Supplier<Object> value, long least, LongConsumer setter) {
    return new Setting(name, value, least, setter);
  }
}

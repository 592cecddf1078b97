package dev.rollcall.lookup;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Gives a mapping back at once. Left to the garbage collector, which may not come by for hours, the
 * mapping of a replaced and deleted segment would go on occupying the disk. Java offers no
 * supported way before version 22; {@code sun.misc.Unsafe.invokeCleaner} is the one meant to be
 * used until then, and is reached by reflection because the compiler forbids its name.
 */
final class Unmapper {
  private static final MethodHandle INVOKE_CLEANER = invokeCleaner();

  private Unmapper() {}

  /** Unmaps a buffer that nobody will ever touch again. */
  static void unmap(MappedByteBuffer mapping) {
    try {
      INVOKE_CLEANER.invokeExact((ByteBuffer) mapping);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot unmap", e);
    }
  }

  private static MethodHandle invokeCleaner() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(type, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}

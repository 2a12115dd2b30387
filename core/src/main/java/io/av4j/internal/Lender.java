package io.av4j.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The back door between av4j's packages to the handle inside a public frame or packet, which their
 * users do not see.
 *
 * @param <T> the public type
 * @param <H> its handle
 */
public final class Lender<T, H extends NativeHandle> {
  private static final Map<Class<?>, Lender<?, ?>> LENDERS = new ConcurrentHashMap<>();

  private final Function<H, T> wrap;
  private final Function<T, H> handle;
  private final Consumer<T> part;

  private Lender(Function<H, T> wrap, Function<T, H> handle, Consumer<T> part) {
    this.wrap = wrap;
    this.handle = handle;
    this.part = part;
  }

  /**
   * For the static initialisers of the public types.
   *
   * @param wrap makes a public object around a handle
   * @param handle gives the handle inside, or throws if the object's turn is over or it is closed
   * @param part parts the public object from its handle: from then on it throws
   */
  public static <T, H extends NativeHandle> void publish(
      Class<T> type, Function<H, T> wrap, Function<T, H> handle, Consumer<T> part) {
    LENDERS.put(type, new Lender<>(wrap, handle, part));
  }

  /** The lender of a public type. */
  @SuppressWarnings("unchecked") // publish() ties the two together
  public static <T, H extends NativeHandle> Lender<T, H> of(Class<T> type) {
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    Lender<?, ?> lender = LENDERS.get(type);
    if (lender == null) {
      throw new IllegalStateException(type + " published no lender");
    }
    return (Lender<T, H>) lender;
  }

  /** Begins a turn: a public object around what the stage has filled the handle with. */
  public T lend(H lent) {
    T item = wrap.apply(lent);
    lent.lend();
    return item;
  }

  /** Ends the turn, as soon as no other thread is inside. In a {@code finally}. */
  public void takeBack(T item, H lent) {
    part.accept(item);
    lent.takeBack();
  }

  /**
   * The handle inside, entered by this thread.
   *
   * @throws IllegalStateException if the item's turn is over, it is closed or in use
   */
  public H enter(T item) {
    H inside = handleOf(item);
    inside.enter();
    try {
      // Its turn may have ended, and the handle's next one begun, between the two lines above.
      handleOf(item);
      return inside;
    } catch (IllegalStateException e) {
      inside.exit();
      throw e;
    }
  }

  private H handleOf(T item) {
    return handle.apply(item);
  }
}

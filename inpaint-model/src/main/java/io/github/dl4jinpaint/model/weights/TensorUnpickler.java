package io.github.dl4jinpaint.model.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads pickles of tensors in dictionaries, lists and tuples, and of nothing else. A pickle is a
 * program that may call any function: this one refuses, by its name, all but the few that PyTorch
 * needs for a tensor, which it doesn't call either, and all instructions that PyTorch doesn't
 * write. So what it takes is bounded: {@link #MOST_INSTRUCTIONS} times some hundred bytes.
 */
final class TensorUnpickler extends Unpickler {

  /** Five times what the checkpoint of a network with a thousand tensors has. */
  private static final int MOST_INSTRUCTIONS = 1_000_000;

  /** Instructions that only put a number, a text, a tuple or a mark on the stack, or name it. */
  private static final String HARMLESS =
      "(0.JKMGNU)thqrj]2R" + "\u0080\u0085\u0086\u0087\u0088\u0089\u008a\u008c\u0094\u0095";

  private static final int MOST_DIMENSIONS = 32;
  private static final int LONGEST_NAME = 100;

  private static final char TEXT = 'X';
  private static final char OLD_TEXT = 'T';
  private static final char GLOBAL = 'c';
  private static final char STACK_GLOBAL = '\u0093';
  private static final char EMPTY_DICTIONARY = '}';
  private static final char SET_ITEM = 's';
  private static final char SET_ITEMS = 'u';
  private static final char APPEND = 'a';
  private static final char APPENDS = 'e';
  private static final char BUILD = 'b';
  private static final char STORAGE = 'Q';

  private final ByteArrayInputStream bytes;
  private final Storages storages;
  private int instructions;

  /** Finds what a tensor's numbers are stored in. */
  interface Storages {

    /**
     * A tensor of a file.
     *
     * @param storage what {@link #storage} gave
     * @param offset of its first number
     * @throws IllegalArgumentException where it doesn't lie within the storage
     */
    Tensor tensor(Object storage, long offset, long[] shape, long[] strides);

    /**
     * A storage.
     *
     * @param id "storage", type, key, device, number of values, and in old files what it is a part
     *     of
     * @throws IllegalArgumentException where there is none
     */
    Object storage(Object... id);
  }

  /**
   * Reads pickles one after another.
   *
   * @param bytes all of them
   */
  TensorUnpickler(ByteArrayInputStream bytes, Storages storages) {
    this.bytes = bytes;
    this.storages = storages;
  }

  /**
   * Reads the next pickle.
   *
   * @return a map, a list, an array of objects for a tuple, a tensor, a number, a text or null
   * @throws IOException where it is damaged, or asks for something else; the message says for what
   */
  Object next() throws IOException {
    try {
      return load(bytes);
    } catch (PickleException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    } catch (IndexOutOfBoundsException
        | ClassCastException
        | NullPointerException
        | NegativeArraySizeException e) {
      // What Unpickler says of instructions that don't fit together.
      throw new IOException("its pickle is damaged: " + e, e);
    }
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    count(1);
    switch ((char) key) {
      case TEXT, OLD_TEXT -> {
        checkLength();
        return super.dispatch(key);
      }
      case GLOBAL -> stack.add(allowed(PickleUtils.readline(input), PickleUtils.readline(input)));
      case STACK_GLOBAL -> {
        Object name = stack.pop();
        stack.add(allowed((String) stack.pop(), (String) name));
      }
      case EMPTY_DICTIONARY -> stack.add(new LinkedHashMap<>());
      case SET_ITEM -> {
        Object value = stack.pop();
        Object name = stack.pop();
        put(dictionary(stack.peek()), name, value);
      }
      case SET_ITEMS -> {
        List<Object> items = stack.pop_all_since_marker();
        for (int i = 0; i < items.size(); i += 2) {
          put(dictionary(stack.peek()), items.get(i), items.get(i + 1));
        }
      }
      case APPEND -> {
        Object item = stack.pop();
        list(stack.peek()).add(item);
      }
      case APPENDS -> {
        List<Object> items = stack.pop_all_since_marker();
        list(stack.peek()).addAll(items);
      }
      case BUILD -> {
        // A state dict has attributes that say which version of its layers wrote it.
        stack.pop();
        dictionary(stack.peek());
      }
      case STORAGE -> stack.add(storages.storage((Object[]) stack.pop()));
      default -> {
        if (HARMLESS.indexOf(key) < 0) {
          throw new PickleException(
              "its pickle has an instruction that PyTorch doesn't write: 0x%02x".formatted(key));
        }
        return super.dispatch(key);
      }
    }
    return NO_RETURN_VALUE;
  }

  private void count(int more) {
    instructions += more;
    if (instructions > MOST_INSTRUCTIONS) {
      throw new PickleException(
          "its pickle has more than %,d instructions".formatted(MOST_INSTRUCTIONS));
    }
  }

  /** Unpickler would make room for a text before it looks how much is there. */
  private void checkLength() throws IOException {
    bytes.mark(Integer.BYTES);
    int length = PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, Integer.BYTES));
    if (length < 0 || length > bytes.available()) {
      throw new PickleException(
          "its pickle has a text of %d bytes where %d are left"
              .formatted(Integer.toUnsignedLong(length), bytes.available()));
    }
    bytes.reset();
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> dictionary(Object value) {
    return (Map<Object, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (ArrayList<Object>) value;
  }

  /** Lists that hold themselves have no hash codes to look them up by. */
  private static void put(Map<Object, Object> dictionary, Object name, Object value) {
    if (!(name instanceof String || name instanceof Number || name instanceof Boolean)) {
      throw new PickleException(
          "its pickle has a dictionary with a key that is neither a text nor a number");
    }
    dictionary.put(name, value);
  }

  private IObjectConstructor allowed(String module, String name) {
    Optional<ElementType> type =
        module.equals("torch") ? ElementType.ofStorageClass(name) : Optional.empty();
    if (type.isPresent()) {
      return new StorageClass(type.get());
    }
    return switch (module + "." + name) {
      case "collections.OrderedDict" -> this::orderedDict;
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> this::tensor;
      case "torch._utils._rebuild_parameter" -> arguments -> (Tensor) arguments[0];
      default ->
          throw new PickleException(
              "it asks for %s.%s, which is no part of a tensor, and nothing else is taken from a pickle; save the network's state_dict() alone, or as .safetensors"
                  .formatted(shortened(module), shortened(name)));
    };
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }

  /** The type of a storage; nothing that can be made. */
  record StorageClass(ElementType type) implements IObjectConstructor {
    @Override
    public Object construct(Object[] arguments) {
      throw new PickleException("its pickle makes a " + type + " storage of its own");
    }
  }

  /** Python 2 gave it its items, as a list of lists of two. */
  private Object orderedDict(Object... arguments) {
    Map<Object, Object> dictionary = new LinkedHashMap<>();
    if (arguments.length > 0) {
      List<Object> items = list(arguments[0]);
      count(items.size());
      for (Object item : items) {
        put(dictionary, list(item).get(0), list(item).get(1));
      }
    }
    return dictionary;
  }

  private Object tensor(Object... arguments) {
    return storages.tensor(
        arguments[0], integer(arguments[1]), integers(arguments[2]), integers(arguments[3]));
  }

  private static long[] integers(Object tuple) {
    Object[] values = (Object[]) tuple;
    if (values.length > MOST_DIMENSIONS) {
      throw new PickleException("it has a tensor of %d dimensions".formatted(values.length));
    }
    return Arrays.stream(values).mapToLong(TensorUnpickler::integer).toArray();
  }

  /** An int; a long where it is large; Python's own where it is larger, which no size is. */
  static long integer(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new PickleException("its pickle has something else where a whole number is expected");
  }
}

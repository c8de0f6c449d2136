namespace HwAgent.Core.Integer;

/// <summary>All memory of a sequence: its caches, and what its rows pass through on their way. Arrays that threads reach by address do not move.</summary>
internal sealed class SessionMemory
{
    /// <param name="model">The model.</param>
    /// <param name="capacity">Positions.</param>
    /// <param name="rows">Rows that go through the blocks together.</param>
    /// <param name="maxLogits">Logits that are held as integers at a time; at least those of one row.</param>
    public SessionMemory(IntegerDecoder model, int capacity, int rows, int maxLogits)
    {
        var blocks = model.Blocks;
        int Widest(Func<IntegerBlock, int> width) => blocks.Select(width).DefaultIfEmpty().Max();
        int queries = Widest(block => block.Query.Outputs), keys = Widest(block => block.Key.Outputs), inner = Widest(block => block.Up.Outputs);
        Caches = [.. blocks.Select(block => new KeyValueCache(capacity, block.KeyValueHeads, model.Config.HeadSize))];
        Rotary = model.Rotary?.ForPositions(capacity) ?? [];
        Residual = Pinned<short>(rows * model.HiddenSize);
        Input = new sbyte[rows * model.HiddenSize];
        WideQuery = Pinned<short>(model.Rotary is null ? 0 : rows * queries);
        WideKey = Pinned<short>(model.Rotary is null ? 0 : rows * keys);
        Query = Pinned<sbyte>(rows * queries);
        Key = Pinned<sbyte>(rows * keys);
        Value = Pinned<sbyte>(rows * keys);
        Mixed = Pinned<sbyte>(rows * queries);
        Gate = Pinned<sbyte>(rows * inner);
        Up = Pinned<sbyte>(rows * inner);
        Scratch = [.. Enumerable.Range(0, model.Workers.Count).Select(_ => new AttentionScratch(capacity, KeyValueCache.Padded(model.Config.HeadSize)))];
        Logits = Pinned<int>(Math.Clamp(maxLogits / model.VocabularySize, 1, rows) * model.VocabularySize);
    }

    /// <summary>One a block.</summary>
    public KeyValueCache[] Caches { get; }

    /// <summary>(cosine, sine) a pair and position; empty without rotation.</summary>
    public short[] Rotary { get; }

    /// <summary>Rows x hidden.</summary>
    public short[] Residual { get; }

    /// <summary>What a norm made: rows x hidden.</summary>
    public sbyte[] Input { get; }

    /// <summary>Before rotation; empty without it.</summary>
    public short[] WideQuery { get; }

    /// <summary>As <see cref="WideQuery"/>.</summary>
    public short[] WideKey { get; }

    public sbyte[] Query { get; }

    public sbyte[] Key { get; }

    public sbyte[] Value { get; }

    /// <summary>What attention made.</summary>
    public sbyte[] Mixed { get; }

    public sbyte[] Gate { get; }

    /// <summary>And what the MLP's activation function makes of it.</summary>
    public sbyte[] Up { get; }

    /// <summary>One a thread.</summary>
    public AttentionScratch[] Scratch { get; }

    /// <summary>Rows x vocabulary, before they become real.</summary>
    public int[] Logits { get; }

    private static T[] Pinned<T>(int length)
        where T : unmanaged => GC.AllocateArray<T>(length, pinned: true);
}

using System.Text.Json;
using HwAgent.Toolchain.Caching;

namespace HwAgent.Toolchain.Tests.Caching;

public sealed class ToolCacheTests(ToolsFixture fixture) : IDisposable
{
    private readonly string folder = Path.Combine(fixture.Folder, "cache-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task GetOrAddAsync_SecondTime_DoesNotCompute()
    {
        var cache = new ToolCache(folder);

        var fresh = await cache.GetOrAddAsync(Key("a"), () => Computed("value"), CancellationToken.None);
        var stored = await new ToolCache(folder).GetOrAddAsync(Key("a"), Never, CancellationToken.None);

        Assert.Equal(Text(fresh), Text(stored));
    }

    [Fact]
    public async Task GetOrAddAsync_ResultNotToKeep_IsComputedAgain()
    {
        var cache = new ToolCache(folder);

        await cache.GetOrAddAsync(Key("a"), () => Computed("timed out", keep: false), CancellationToken.None);

        Assert.Equal("value", Text(await cache.GetOrAddAsync(Key("a"), () => Computed("value"), CancellationToken.None)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-1)]
    public async Task GetOrAddAsync_DamagedEntry_IsAMissAndRepaired(int cut)
    {
        var cache = new ToolCache(folder);
        await cache.GetOrAddAsync(Key("a"), () => Computed("value"), CancellationToken.None);
        var path = cache.PathOf(Key("a"));
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        if (cut >= 0) bytes = bytes[..cut];
        else bytes[bytes.Length / 3] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        Assert.Equal("again", Text(await cache.GetOrAddAsync(Key("a"), () => Computed("again"), CancellationToken.None)));
        Assert.Equal("again", Text(await cache.GetOrAddAsync(Key("a"), Never, CancellationToken.None)));
    }

    [Fact]
    public async Task GetOrAddAsync_SameWorkAtOnce_IsDoneOnce()
    {
        var cache = new ToolCache(folder);
        var count = 0;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => cache.GetOrAddAsync(
            Key("a"),
            async () =>
            {
                Interlocked.Increment(ref count);
                await Task.Delay(20);
                return await Computed("value");
            },
            CancellationToken.None)));

        Assert.Equal(1, count);
    }

    [Fact]
    public async Task GetOrAddAsync_TwoCachesOnOneFolder_NeverSeeATornEntry()
    {
        var big = new string('x', 1 << 18);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var cache = new ToolCache(folder);
            for (var turn = 0; turn < 20; turn++)
            {
                Assert.Equal(big, Text(await cache.GetOrAddAsync(Key("a"), () => Computed(big), CancellationToken.None)));
                if (turn % 5 == 0) File.Delete(cache.PathOf(Key("a")));
            }
        })));

        Assert.Empty(Directory.GetFiles(folder, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task GetOrAddAsync_FailedWork_LeavesNothing()
    {
        var cache = new ToolCache(folder);

        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetOrAddAsync(Key("a"), () => throw new InvalidOperationException(), CancellationToken.None));

        Assert.Equal(0, cache.SizeBytes());
        Assert.Equal("value", Text(await cache.GetOrAddAsync(Key("a"), () => Computed("value"), CancellationToken.None)));
    }

    [Fact]
    public async Task Trim_KeepsWhatWasUsedLast()
    {
        var cache = new ToolCache(folder);
        foreach (var (name, age) in new[] { ("old", 3), ("used", 2), ("new", 1) })
        {
            await cache.GetOrAddAsync(Key(name), () => Computed(name), CancellationToken.None);
            File.SetLastWriteTimeUtc(cache.PathOf(Key(name)), DateTime.UtcNow.AddHours(-age));
        }

        await cache.GetOrAddAsync(Key("used"), Never, CancellationToken.None);
        cache.Trim(cache.SizeBytes() - 1);

        Assert.Equal([false, true, true], new[] { "old", "used", "new" }.Select(name => File.Exists(cache.PathOf(Key(name)))));
    }

    [Fact]
    public void Build_DifferentSplitsOfTheSameText_AreDifferentKeys()
    {
        Assert.NotEqual(new CacheKeyBuilder("x").Add("ab").Add("c").Build(), new CacheKeyBuilder("x").Add("a").Add("bc").Build());
        Assert.NotEqual(new CacheKeyBuilder("x").Add(["a"]).Add(["b"]).Build(), new CacheKeyBuilder("x").Add(["a", "b"]).Build());
        Assert.Equal(64, new CacheKeyBuilder("x").Build().Hex.Length);
    }

    [Fact]
    public async Task RtlTools_CachedResult_EqualsTheFreshOne()
    {
        var design = ToolsFixture.Design("unit", "module unit (input logic a, output logic [1:0] y);\nassign y = a;\nlogic w;\nendmodule\n");
        async Task<string[]> AllAsync()
        {
            var tools = new RtlTools(new RtlToolsOptions { CacheFolder = folder, JobFolder = fixture.JobRoot });
            return
            [
                JsonSerializer.Serialize(await tools.VerilatorLint.RunAsync(design, TestContext.Current.CancellationToken)),
                JsonSerializer.Serialize(await tools.IcarusLint.RunAsync(design, TestContext.Current.CancellationToken)),
                JsonSerializer.Serialize(await tools.YosysSynthesis.RunAsync(design, cancellationToken: TestContext.Current.CancellationToken)),
            ];
        }

        var fresh = await AllAsync();
        var cached = await AllAsync();
        Directory.Delete(folder, recursive: true);

        Assert.Equal(fresh, cached);
        Assert.Equal(fresh, await AllAsync());
    }

    [Fact]
    public async Task RtlTools_Jobs_LeaveNothingBehind()
    {
        var root = Path.Combine(fixture.Folder, "own-jobs");
        var tools = new RtlTools(new RtlToolsOptions { CacheFolder = folder, JobFolder = root });

        await Task.WhenAll(Enumerable.Range(0, 6).Select(number =>
            tools.VerilatorLint.RunAsync(ToolsFixture.Design("unit", $"module unit (output logic [7:0] y);\nassign y = {number};\nendmodule\n"), TestContext.Current.CancellationToken)));

        Assert.Empty(Directory.GetFileSystemEntries(root));
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static CacheKey Key(string text) => new CacheKeyBuilder("test").Add(text).Build();

    private static Task<(CacheEntry, bool)> Computed(string text, bool keep = true) =>
        Task.FromResult((new CacheEntry(new Dictionary<string, byte[]> { ["text"] = System.Text.Encoding.UTF8.GetBytes(text), ["empty"] = [] }), keep));

    private static Task<(CacheEntry, bool)> Never() => throw new InvalidOperationException("computed though stored");

    private static string Text(CacheEntry entry) => System.Text.Encoding.UTF8.GetString(entry.Parts["text"]);
}

using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Results;
using HwAgent.Evals.Runs;
using Microsoft.Data.Sqlite;

namespace HwAgent.Evals.Tests.Results;

public sealed class RunDatabaseTests
{
    [Fact]
    public void Write_Run_HoldsRunSamplesDiagnosticsAndUsage()
    {
        var folder = Directory.CreateTempSubdirectory("hwagent-tests-").FullName;
        try
        {
            SampleResult[] samples = [EvalFixtures.Sample("it's", 0, passed: false, diagnostics: new Diagnostic("icarus", DiagnosticSeverity.Error, "syntax", "'); DROP TABLE runs; --")), EvalFixtures.Sample("b", 0, passed: true)];
            var path = Path.Combine(folder, "runs.db");
            foreach (var _ in Enumerable.Range(0, 2)) RunDatabase.Write(path, EvalFixtures.Settings, EvalFixtures.Result(EvalFixtures.Settings, samples), samples);

            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            Assert.Equal(1L, Scalar(connection, "SELECT count(*) FROM runs"));
            Assert.Equal("'); DROP TABLE runs; --", Scalar(connection, "SELECT message FROM diagnostics JOIN samples ON samples.id = sample_id WHERE problem = 'it''s'"));
            Assert.Equal("failed passed", Scalar(connection, "SELECT group_concat(strict, ' ') FROM (SELECT strict FROM samples ORDER BY id)"));
            Assert.Equal(2L, Scalar(connection, "SELECT count(*) FROM usage JOIN samples ON samples.id = sample_id"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static object? Scalar(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar();
    }
}

"""The Python reference by task: each public name on one page, under one heading, with what it is for."""

# Page, title, what people do there, and the names: verbs first, then what they give and take.
TASKS = (
    (
        "decisions",
        "Decide, compare, keep",
        "Rank the designs for a file, compare two answers, verify a record, judge what exists, write a design out.",
        (
            "recommend diff verify assess export Recommendation Candidate Verdict Cost Flip Change AnswerStatus DesignStatus "
            "Judgement CredentialAdvice Difference Verification Assessment ExistingFinding Export Portfolio"
        ),
    ),
    (
        "files",
        "Read, build and change files",
        "Read and write requirements and topologies, find words, build one design.",
        (
            "read_requirements parse_requirements new_requirements words read_topology parse_topology build design examples "
            "Requirements Estate AwsEstate Workload Need NeedDetail Credential Vocabulary Design Topology Site Link Host "
            "Directory Domain Trust GpoLink Connector Service Principal FlowSpec ResultTable"
        ),
    ),
    (
        "simulation",
        "Simulate sign-ins and outages",
        "Run sign-ins with and without faults, follow one step by step, find what fails and how often, list ports.",
        (
            "simulate trace timeline availability failures population board ports check_rules LinkDown HostDown ServiceDown "
            "SiteDown PortBlocked PasswordExpired HEALTHY hours minutes seconds instant duration_text Scenario Fault Outcome "
            "Runs Trace Step Timeline Availability Contingencies PopulationRun Pattern Board PortMatrix RuleCheck"
        ),
    ),
    (
        "directories",
        "Look into directories",
        "Discover an estate, check a schema extension, group policy, trusts, and the readiness for Managed AD.",
        (
            "discover check_schema check_extension parse_schema_changes managed_ad hybrid_checks policy_kept resultant_set "
            "trust_walk walk_trusts trusts_of Discovery SchemaCheck SchemaLevel Readiness DesignPolicy ResultantSet "
            "PolicyTarget Half TrustWalk Trusts"
        ),
    ),
    (
        "networks",
        "Draw networks and trusts as graphs",
        "networkx graphs of sites, hosts, links and trusts, and the elements whose loss splits them.",
        "graph site_link_graph trust_graph single_points",
    ),
    (
        "credentials",
        "Judge credentials and policies",
        "Derive policies from activity, check policies, decide an action, follow sessions and rotations.",
        (
            "least_privilege lint_policy can new_access allowed session job revoked blast_radius rotation rotate "
            "window_of_failures LeastPrivilege Proposal FileFindings FindingLevel FINDING_LEVELS AccessDecision NewAccess Call "
            "Session Hop BlastRadius RotationRun Rotated ConnectorRotation Secret ROTATION_STEPS"
        ),
    ),
    (
        "facts-and-labs",
        "Read facts, teach with labs",
        "The dated statements behind every verdict, and the labs.",
        "facts Catalog Fact labs load_ipython_extension",
    ),
    (
        "errors",
        "Catch errors",
        "Every error that dirsim raises is a DirsimError; an InputError lists all problems with their places.",
        "DirsimError InputError Problem UsageError NoDesignError EvidenceError",
    ),
)
